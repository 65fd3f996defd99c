-- One more case, placed.
-- Parameters: none.
WITH more AS (
    INSERT INTO record (dataset_id, holds, key, day, geom, division_code, division_by, attributes)
    SELECT 'points', 'cases', 'more', '2020-05-01', geom, division_code, 'point', attributes
    FROM record WHERE key = '1' RETURNING *
)
INSERT INTO record_place (
    record_id, dataset_id, level, atom_id, day, known_from, known_until, cell_key
)
SELECT
    more.id, more.dataset_id, 'county', p.atom_id, more.day, more.known_from, more.known_until,
    more.cell_key
FROM more JOIN record AS r ON r.key = '1' JOIN record_place AS p ON p.record_id = r.id
