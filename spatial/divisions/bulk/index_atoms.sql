-- The atoms that were known at an instant.
-- Parameters: known_at (timestamptz, infinity for all that is known by now).
-- Output: id, level, geom (WKB, CGCS2000), area_m2 (geodesic), by level and id.
-- Reads the table whole.
SELECT id, level, ST_AsBinary(geom) AS geom, ST_Area(CAST(geom AS geography)) AS area_m2
FROM division_atom
WHERE known @> CAST(:known_at AS timestamptz)
ORDER BY level, id
