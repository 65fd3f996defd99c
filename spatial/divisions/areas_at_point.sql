-- The areas that hold a point on a day, at least one row for each level that has areas.
-- Parameters: lon, lat (degrees, CGCS2000), day (date).
-- Output: level, area_id, division_id, code, name, parent_code, grade, flag, note (of the area, NULL
--   where none holds the point); several rows of a level for a point on a limit, smallest code first.
-- Index: division_area_valid_geom.
WITH place AS (
    SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4490) AS point
),
levels AS (
    SELECT DISTINCT layer AS level FROM layer_edition
    WHERE layer IN ('province', 'prefecture', 'county', 'township', 'village')
),
found AS (
    SELECT area.*
    FROM division_area AS area, place
    WHERE area.valid @> CAST(:day AS date)
        AND area.geom && place.point
        AND ST_Covers(area.geom, place.point)
)
SELECT
    levels.level,
    found.id AS area_id,
    found.division_id,
    found.code,
    found.name,
    found.parent_code,
    found.grade,
    found.flag,
    found.note
FROM levels
LEFT JOIN found ON found.level = levels.level
ORDER BY levels.level, found.code
