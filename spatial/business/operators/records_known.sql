-- When the last thing of a dataset's records was learned or taken back, or went with its time.
-- Parameters: dataset (text).
-- Output: one timestamptz, null where there is nothing.
-- Indexes: one end of record_known, record_corrected and record_expiry_dataset.
SELECT greatest(
    (SELECT max(r.known_from) FROM record AS r WHERE r.dataset_id = :dataset),
    (SELECT max(r.known_until) FROM record AS r
        WHERE r.dataset_id = :dataset AND r.known_until < 'infinity'),
    (SELECT max(e.expired_at) FROM record_expiry AS e WHERE e.dataset_id = :dataset)
)
