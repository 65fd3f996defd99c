-- The camera of a number on a day, of any grade.
-- Parameters: number, day (date), known_at (timestamptz, NULL for now), day_ends (timestamptz).
-- Output: as of cameras_on.sql. Index: camera_number, camera_state_of.
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
WHERE c.number = :number
    AND c.valid @> CAST(:day AS date)
    AND c.known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
