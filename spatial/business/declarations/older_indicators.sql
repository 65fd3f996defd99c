-- Indicators of datasets that an older release declared.
-- Parameters: ids (text[] of datasets, null for all).
-- Output: every column that is declared of an indicator. Index: indicator_dataset.
SELECT
    i.id, i.dataset_id, i.title, i.unit, i.kind, i.period, i.additive_space, i.additive_time,
    i.nature, i.numerator, i.denominator, i.factor, i.weight, i.signed, i.grade, i.minimum_cell
FROM indicator AS i
JOIN dataset AS d ON d.id = i.dataset_id
WHERE d.declaration = '{}'
    AND (CAST(:ids AS text[]) IS NULL OR d.id = ANY(CAST(:ids AS text[])))
ORDER BY i.dataset_id, i.id
