-- What the scenes of the catalogue are together.
-- → west, south, east, north double precision (degrees; null without scenes),
--   first, last timestamptz (of scenes of known time), platforms, instruments, levels text[],
--   finest, coarsest double precision (metres), clearest, cloudiest double precision (per cent)
-- Reads all items: for a page about the catalogue, not for every question.
SELECT
    ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east, ST_YMax(box) AS north,
    first, last, platforms, instruments, levels, finest, coarsest, clearest, cloudiest
FROM (
    SELECT
        ST_Extent(geometry) AS box,
        min(datetime) FILTER (WHERE precision <> 'unknown') AS first,
        max(end_datetime) FILTER (WHERE precision <> 'unknown') AS last,
        array_agg(DISTINCT platform) FILTER (WHERE platform IS NOT NULL) AS platforms,
        array_agg(DISTINCT instrument) FILTER (WHERE instrument IS NOT NULL) AS instruments,
        array_agg(DISTINCT level) FILTER (WHERE level IS NOT NULL) AS levels,
        min(gsd) AS finest,
        max(gsd) AS coarsest,
        min(clouds) AS clearest,
        max(clouds) AS cloudiest
    FROM pgstac.items AS i,
        LATERAL (SELECT i.content->'properties' AS told OFFSET 0) AS p,
        LATERAL (
            SELECT
                told->>'shikong:time_precision' AS precision,
                told->>'platform' AS platform,
                told->'instruments'->>0 AS instrument,
                told->>'processing:level' AS level,
                (told->>'gsd')::float8 AS gsd,
                (told->>'eo:cloud_cover')::float8 AS clouds
        ) AS v
    WHERE i.collection = 'scenes'
) AS all_scenes
