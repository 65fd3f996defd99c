-- The cameras whose sector may hold a point on a day, with where the point lies from each.
-- Parameters: lon, lat (degrees, EPSG:4490), day (date), known_at (timestamptz, NULL for now),
--   day_ends (timestamptz), east_pad, north_pad (degrees by which a drawn sector may lie inside the
--   true one).
-- Output: as of cameras_on.sql, and distance_m, towards_deg (from the camera to the point, from true
--   north; NULL where it stands on the point): geodesic, on the ellipsoid.
-- Index: camera_sector. The true sector is tried on what comes out: spatial/cameras/seeing.py.
SELECT
    c.number, c.name, c.owner, c.lon, c.lat, c.source_crs, c.source_x, c.source_y, c.kind,
    c.bearing_deg, c.bearing_by, c.angle_deg, c.reach_m, c.height_m, c.indoor, c.facility_dataset,
    c.facility_key, c.civil_code, c.live_template, c.playback_template, c.note,
    camera_grade(c.number, c.valid, c.grade) AS grade, lower(c.valid) AS starts, upper(c.valid) AS ends, last.state, last.since,
    ST_Distance(geography(c.geom), geography(place.point)) AS distance_m,
    degrees(ST_Azimuth(geography(c.geom), geography(place.point))) AS towards_deg
FROM (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4490) AS point) AS place
JOIN camera AS c
    ON c.sector && ST_MakeEnvelope(
        :lon - :east_pad, :lat - :north_pad, :lon + :east_pad, :lat + :north_pad, 4490)
LEFT JOIN LATERAL (
    SELECT s.state, s.since
    FROM camera_state AS s
    WHERE s.number = c.number AND s.since < :day_ends
        AND s.recorded_at <= coalesce(CAST(:known_at AS timestamptz), 'infinity')
    ORDER BY s.since DESC, s.id DESC
    LIMIT 1
) AS last ON true
WHERE c.valid @> CAST(:day AS date)
    AND c.known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
