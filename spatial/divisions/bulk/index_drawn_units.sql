-- The units that share an area of flag no_geometry, as a second vintage draws them that was drawn
-- while the area stood as it is: what tells the points of such an area apart.
-- Parameters: known_at (timestamptz, infinity for all that is known by now); {valid}: the column
--   of the basis.
-- Output: area_id, note (of the area), division_id, level, code, name, parent_code (of the unit),
--   geom (WKB, CGCS2000).
-- Few areas are of that flag; indexes: the keys of division_area_candidate, division and
--   division_shape.
SELECT
    area.id AS area_id,
    area.note,
    division.id AS division_id,
    area.level,
    division.code,
    division.name,
    division.parent_code,
    ST_AsBinary(shape.geom) AS geom
FROM division_area AS area
JOIN division_area_candidate AS candidate ON candidate.area_id = area.id
JOIN division ON division.id = candidate.division_id
JOIN shape_vintage AS vintage
    ON vintage.role = 'second'
    AND vintage.level = division.level
    AND division.{valid} @> vintage.drawn_as_of
    AND area.{valid} @> vintage.drawn_as_of
JOIN division_shape AS shape ON shape.vintage_id = vintage.id AND shape.code = division.code
WHERE area.flag = 'no_geometry'
    AND area.known @> CAST(:known_at AS timestamptz)
ORDER BY area.id, division.code, vintage.id
