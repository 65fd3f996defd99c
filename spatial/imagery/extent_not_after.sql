-- What the scenes taken before an instant cover together, and their finest resolution.
-- :before   instant, not included
-- → west, south, east, north float8 (degrees, CGCS2000), resolution_m float8; all NULL without scenes
-- No index: it reads every scene once (for a TileJSON, which clients keep).
SELECT
    ST_XMin(box) AS west,
    ST_YMin(box) AS south,
    ST_XMax(box) AS east,
    ST_YMax(box) AS north,
    resolution_m
FROM (
    SELECT
        ST_Extent(geometry) AS box,
        min((content->'properties'->>'gsd')::float8) AS resolution_m
    FROM pgstac.items
    WHERE collection = 'scenes'
      AND content->'properties'->>'shikong:time_precision' <> 'unknown'
      AND NOT content->'properties'->'shikong:flags' ? 'raw'
      AND datetime < :before
) AS whole
