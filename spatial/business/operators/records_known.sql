-- When the last thing of a dataset's records was learned or taken back.
-- Parameters: dataset (text).
-- Output: one timestamptz, null where there is nothing.
-- Indexes: one end of record_known and record_corrected.
SELECT greatest(
    (SELECT max(r.known_from) FROM record AS r WHERE r.dataset_id = :dataset),
    (SELECT max(r.known_until) FROM record AS r
        WHERE r.dataset_id = :dataset AND r.known_until < 'infinity')
)
