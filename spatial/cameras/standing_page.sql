-- Some cameras of a day that may be shown, by number: what the report of mismatches looks at.
-- Parameters: day (date), known_at (timestamptz, NULL for now), after (text), limit.
-- Output: number, name, owner, lon, lat (EPSG:4490), source_crs, source_x, source_y.
-- Index: camera_number, in its order.
SELECT c.number, c.name, c.owner, c.lon, c.lat, c.source_crs, c.source_x, c.source_y
FROM camera AS c
WHERE c.valid @> CAST(:day AS date)
    AND c.known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
    AND camera_grade(c.number, c.valid, c.grade) = 'internal'
    AND c.number > :after
ORDER BY c.number
LIMIT :limit
