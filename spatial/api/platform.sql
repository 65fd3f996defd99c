-- What the platform holds, in one row, also while nothing is loaded.
-- Parameters: levels (text[], from the highest).
-- Output: content, title (null while nothing is loaded), first, until (days of the division lists),
--   levels (text[], those that have areas), bounds (float8[]: west, south, east, north, EPSG:4490,
--   null without areas).
-- Every level is a full coverage, so the highest one that is there spans all of them. Box2D reads
-- the box from the head of a geometry, without its vertices; that box is of single precision, so
-- the bounds are rounded outward to 1e-4 degree.
-- Index: division_area_level_valid for the levels; the highest level has few rows.
WITH present AS (
    SELECT l.level, l.place
    FROM unnest(CAST(:levels AS text[])) WITH ORDINALITY AS l (level, place)
    WHERE EXISTS (
        SELECT FROM division_area a WHERE a.level = l.level AND upper_inf(a.known))
),
span AS (
    SELECT
        min(ST_XMin(Box2D(a.geom))) AS west, min(ST_YMin(Box2D(a.geom))) AS south,
        max(ST_XMax(Box2D(a.geom))) AS east, max(ST_YMax(Box2D(a.geom))) AS north
    FROM division_area a
    WHERE a.level = (SELECT p.level FROM present p ORDER BY p.place LIMIT 1)
        AND upper_inf(a.known)
)
SELECT
    (SELECT content FROM platform) AS content,
    (SELECT title FROM platform) AS title,
    (SELECT min(list_date) FROM division_list WHERE scheme = 'mca') AS first,
    (SELECT max(list_date) FROM division_list WHERE scheme = 'mca') AS until,
    (SELECT coalesce(array_agg(p.level ORDER BY p.place), '{}') FROM present p) AS levels,
    (
        SELECT ARRAY[
            floor(s.west * 1e4) / 1e4, floor(s.south * 1e4) / 1e4,
            ceil(s.east * 1e4) / 1e4, ceil(s.north * 1e4) / 1e4
        ]
        FROM span s
        WHERE s.west IS NOT NULL
    ) AS bounds
