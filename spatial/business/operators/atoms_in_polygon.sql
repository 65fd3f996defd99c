-- The atoms of a level that a polygon meets, and which of them lie in it whole.
-- Parameters: polygon (WKB, CGCS2000), level (text), known_at (timestamptz, infinity for now).
-- Output: id, inside (boolean); by id.
-- Reads the boxes of a level's atoms, and the shapes of those that the box of the polygon meets.
SELECT atom.id, ST_Covers(asked.shape, atom.geom) AS inside
FROM (SELECT ST_GeomFromWKB(:polygon, 4490) AS shape) AS asked
JOIN division_atom AS atom
    ON atom.level = :level
    AND atom.known @> CAST(:known_at AS timestamptz)
    AND ST_Intersects(asked.shape, atom.geom)
ORDER BY atom.id
