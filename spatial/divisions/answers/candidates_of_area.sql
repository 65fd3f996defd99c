-- The units that share an area whose inner limits nobody knows, and which of them hold a point
-- according to a second vintage that was drawn while the area stood as it is.
-- Parameters: area (bigint), lon, lat (degrees, CGCS2000).
-- Output: code, name, parent_code, identity, drawn_here (boolean), by code.
-- A vintage of another time proves nothing: a unit may have swallowed its neighbour by then.
-- Indexes: the keys of division_area, division_area_candidate and division; division_shape_geom.
SELECT
    division.code,
    division.name,
    division.parent_code,
    division.identity_id AS identity,
    EXISTS (
        SELECT FROM division_shape AS shape
        JOIN shape_vintage AS vintage ON vintage.id = shape.vintage_id
        WHERE shape.code = division.code
            AND vintage.role = 'second'
            AND vintage.level = division.level
            AND division.{valid} @> vintage.drawn_as_of
            AND area.{valid} @> vintage.drawn_as_of
            AND shape.geom && ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)
            AND ST_Covers(shape.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    ) AS drawn_here
FROM division_area AS area
JOIN division_area_candidate AS candidate ON candidate.area_id = area.id
JOIN division ON division.id = candidate.division_id
WHERE area.id = :area
ORDER BY division.code
