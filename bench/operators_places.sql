-- The atom of each point, by arithmetic: the counties are squares (the intake's own placing has its
-- own benchmark).
-- Parameters: none.
CREATE TABLE bench_atom AS
SELECT a.id AS atom_id, c.n, half
FROM bench_county AS c
CROSS JOIN generate_series(0, 1) AS half
JOIN division_atom AS a ON a.code = c.code || half;
ANALYZE bench_atom;
ANALYZE record;
SET LOCAL enable_nestloop = off;
INSERT INTO record_place (
    record_id, dataset_id, level, atom_id, day, known_from, known_until, cell_key
)
SELECT r.id, r.dataset_id, 'county', b.atom_id, r.day, r.known_from, r.known_until, r.cell_key
FROM record AS r
JOIN bench_atom AS b
    ON b.n = 60 * cast(floor((ST_Y(r.geom) - 25) / 0.2) AS int)
        + cast(floor((ST_X(r.geom) - 100) / 0.2) AS int)
    AND b.half = cast(floor((ST_Y(r.geom) - 25) / 0.1) AS int) % 2;
INSERT INTO record_placement SELECT 'points', (SELECT max(id) FROM record),
    (SELECT max(id) FROM division_atom)
