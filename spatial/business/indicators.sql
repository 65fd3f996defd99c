-- Indicators with the first and last month that has a value.
-- Parameters: indicator (text, null for all).
-- Output: id, dataset_id, title, unit, kind, additive_space, additive_time, numerator, denominator,
--   grade, minimum_cell, period, nature, factor, weight, signed, data_from, data_until (first days
--   of periods, null where there is no value).
-- Index: observation_period gives both ends without reading what lies between.
SELECT
    i.id, i.dataset_id, i.title, i.unit, i.kind, i.additive_space, i.additive_time,
    i.numerator, i.denominator, i.grade, i.minimum_cell,
    i.period, i.nature, i.factor, i.weight, i.signed,
    (SELECT min(o.starts) FROM observation o WHERE o.indicator_id = i.id) AS data_from,
    (SELECT max(o.starts) FROM observation o WHERE o.indicator_id = i.id) AS data_until
FROM indicator i
WHERE CAST(:indicator AS text) IS NULL OR i.id = CAST(:indicator AS text)
ORDER BY i.dataset_id, i.id
