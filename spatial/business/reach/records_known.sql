-- When the last thing of some datasets' records and figures, or of the roads, was learned or taken
-- back, or went with its time; datasets without any are known since they were declared.
-- Parameters: datasets (text[]).
-- Output: one timestamptz, null where nothing was.
-- Indexes: record_known, record_corrected and record_expiry_dataset, observation_known and observation_corrected, an end
-- of each for each dataset or indicator; road_edge_known and road_edge_replaced.
SELECT max(known) FROM (
    SELECT greatest(
        (SELECT max(r.known_from) FROM record AS r WHERE r.dataset_id = d.id),
        (SELECT max(r.known_until) FROM record AS r
            WHERE r.dataset_id = d.id AND r.known_until < 'infinity'),
        (SELECT max(e.expired_at) FROM record_expiry AS e WHERE e.dataset_id = d.id)
    ) AS known
    FROM unnest(CAST(:datasets AS text[])) AS d (id)
    UNION ALL
    SELECT greatest(
        (SELECT max(o.known_from) FROM observation AS o WHERE o.indicator_id = i.id),
        (SELECT max(o.known_until) FROM observation AS o
            WHERE o.indicator_id = i.id AND o.known_until < 'infinity')
    )
    FROM indicator AS i WHERE i.dataset_id = ANY(CAST(:datasets AS text[]))
    UNION ALL
    SELECT max(declared_at) FROM dataset WHERE id = ANY(CAST(:datasets AS text[]))
    UNION ALL
    SELECT max(known_from) FROM road_edge
    UNION ALL
    SELECT max(known_until) FROM road_edge WHERE known_until < 'infinity'
) AS instants
