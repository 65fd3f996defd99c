-- What the second vintages of a level draw of the units of the list that was out when they were
-- drawn. A polygon shows the unit of its code; where that unit is gone by the day of drawing, the
-- name has to be the same too, which the caller compares.
-- Parameters: level.
-- Output: vintage, list_date (the newest list of the ministry at the day of drawing), code, name,
-- published, geom (WKB, CGCS2000); the newest vintage first.
-- Reads the vintages of the level whole, by the index on (vintage_id, code).
SELECT
    vintage.name AS vintage,
    list.list_date,
    shape.code,
    shape.name,
    shape.published,
    ST_AsBinary(shape.geom) AS geom
FROM shape_vintage AS vintage
CROSS JOIN LATERAL (
    SELECT max(list_date) AS list_date
    FROM division_list
    WHERE scheme = 'mca' AND list_date <= vintage.drawn_as_of
) AS list
INNER JOIN division_shape AS shape ON shape.vintage_id = vintage.id
WHERE vintage.role = 'second' AND vintage.level = :level AND list.list_date IS NOT NULL
ORDER BY list.list_date DESC, vintage.name, shape.code
