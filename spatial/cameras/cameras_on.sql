-- A page of the cameras of a day that may be shown, by number.
-- Parameters: day (date), known_at (timestamptz, NULL for now), day_ends (timestamptz, the first
--   instant after the day in Beijing); words (a pattern of LIKE), owner, indoor, seen, state, west,
--   south, east, north (degrees, EPSG:4490): NULL for all; after (text, the last number of the page
--   before), limit.
-- Output: the columns of a camera (lon, lat in EPSG:4490), starts, ends (of its period, the end not
--   included), state, since (NULL where nobody told a state).
-- Index: camera_number, in its order; camera_state_of.
SELECT
    c.number, c.name, c.owner, c.lon, c.lat, c.source_crs, c.source_x, c.source_y, c.kind,
    c.bearing_deg, c.bearing_by, c.angle_deg, c.reach_m, c.height_m, c.indoor, c.facility_dataset,
    c.facility_key, c.civil_code, c.live_template, c.playback_template, c.note,
    camera_grade(c.number, c.valid, c.grade) AS grade, lower(c.valid) AS starts, upper(c.valid) AS ends, last.state, last.since
FROM camera AS c
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
    AND (CAST(:words AS text) IS NULL OR c.name ILIKE :words OR c.number LIKE :words)
    AND (CAST(:owner AS text) IS NULL OR c.owner = :owner)
    AND (CAST(:indoor AS boolean) IS NULL OR c.indoor = :indoor)
    AND (CAST(:seen AS boolean) IS NULL OR (c.sector IS NOT NULL) = :seen)
    AND (CAST(:state AS text) IS NULL OR last.state = :state)
    AND (
        CAST(:west AS float8) IS NULL
        OR (CAST(:west AS float8) <= :east
            AND c.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4490))
        OR (CAST(:west AS float8) > :east AND (
            c.geom && ST_MakeEnvelope(:west, :south, 180, :north, 4490)
            OR c.geom && ST_MakeEnvelope(-180, :south, :east, :north, 4490)))
    )
    AND camera_grade(c.number, c.valid, c.grade) = 'internal'
    AND c.number > :after
ORDER BY c.number
LIMIT :limit
