-- The instant at which something of a dataset is learned now: after all that was learned or taken
-- back before, or went with its time.
-- Parameters: dataset (text).
-- Output: one timestamptz.
-- Indexes: record_known, record_corrected, record_expiry_dataset, observation_known and
-- observation_corrected, an end each.
SELECT greatest(clock_timestamp(), (
    SELECT max(instant) + interval '1 microsecond' FROM (
        SELECT max(r.known_from) AS instant FROM record AS r WHERE r.dataset_id = :dataset
        UNION ALL
        SELECT max(r.known_until) FROM record AS r
        WHERE r.dataset_id = :dataset AND r.known_until < 'infinity'
        UNION ALL
        SELECT max(e.expired_at) FROM record_expiry AS e WHERE e.dataset_id = :dataset
        UNION ALL
        SELECT greatest(
            (SELECT max(o.known_from) FROM observation AS o WHERE o.indicator_id = i.id),
            (SELECT max(o.known_until) FROM observation AS o
                WHERE o.indicator_id = i.id AND o.known_until < 'infinity')
        )
        FROM indicator AS i WHERE i.dataset_id = :dataset
    ) AS instants
))
