-- How far the records of a dataset are placed, and how far they could be.
-- Parameters: dataset (text).
-- Output: records_through, atoms_through (ids, 0 where nothing is placed), records, atoms (the
--   greatest ids there are, 0 for none).
-- Indexes: the primary keys of record and division_atom, an end each.
SELECT
    coalesce(p.records_through, 0) AS records_through,
    coalesce(p.atoms_through, 0) AS atoms_through,
    coalesce((SELECT max(id) FROM record), 0) AS records,
    coalesce((SELECT max(id) FROM division_atom), 0) AS atoms
FROM (SELECT 1) AS one
LEFT JOIN record_placement AS p ON p.dataset_id = :dataset
