-- Stores what is left in `incoming_record`, in the order of the source.
-- Parameters: dataset (text), now (timestamptz: when this is learned), run, push (ids or null).
INSERT INTO record (
    dataset_id, holds, key, day, at, valid, geom, division_code, division_by, told, attributes,
    known_from, run_id, push_id, cell_key
)
SELECT
    :dataset, i.holds, i.key, i.day, i.at, i.valid, i.geom, i.division_code, i.division_by, i.told,
    i.attributes, :now, CAST(:run AS bigint), CAST(:push AS bigint),
    cell_key((SELECT s.secret FROM cell_secret AS s WHERE s.dataset_id = :dataset), i.key)
FROM incoming_record AS i
ORDER BY i.n
