-- When the last figure of some indicators was learned or taken back.
-- Parameters: indicators (text[]).
-- Output: one timestamptz, null where there is no figure.
-- Indexes: observation_known and observation_corrected, one end of each.
SELECT max(greatest(
    (SELECT max(o.known_from) FROM observation AS o WHERE o.indicator_id = asked.id),
    (SELECT max(o.known_until) FROM observation AS o
        WHERE o.indicator_id = asked.id AND o.known_until < 'infinity')
))
FROM unnest(CAST(:indicators AS text[])) AS asked (id)
