-- The cameras within some metres of a point on a day, nearest first.
-- Parameters: lon, lat (degrees, EPSG:4490), radius_m, day (date), known_at (timestamptz, NULL for
--   now), day_ends (timestamptz).
-- Output: as of seeing.sql.
-- Index: camera_place.
SELECT
    c.number, c.name, c.owner, c.lon, c.lat, c.source_crs, c.source_x, c.source_y, c.kind,
    c.bearing_deg, c.bearing_by, c.angle_deg, c.reach_m, c.height_m, c.indoor, c.facility_dataset,
    c.facility_key, c.civil_code, c.live_template, c.playback_template, c.note,
    camera_grade(c.number, c.valid, c.grade) AS grade, lower(c.valid) AS starts, upper(c.valid) AS ends, last.state, last.since,
    ST_Distance(geography(c.geom), geography(place.point)) AS distance_m,
    degrees(ST_Azimuth(geography(c.geom), geography(place.point))) AS towards_deg
FROM (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4490) AS point) AS place
JOIN camera AS c ON ST_DWithin(geography(c.geom), geography(place.point), :radius_m)
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
ORDER BY distance_m, c.number
