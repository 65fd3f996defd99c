-- The geodesic areas of some atoms, in square metres.
-- Parameters: atoms (bigint[]).
-- Output: atom, square_metres.
-- Index: the key of division_atom.
SELECT id AS atom, ST_Area(geom::geography) AS square_metres
FROM division_atom
WHERE id = ANY(CAST(:atoms AS bigint[]))
