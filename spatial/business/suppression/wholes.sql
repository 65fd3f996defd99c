-- Indicators with the whole of which each is a declared part.
-- Output: id, kind, minimum_cell, additive_space, whole (an indicator, null where there is none).
-- Small tables.
SELECT part.id, part.kind, part.minimum_cell, part.additive_space, min(whole.id) AS whole
FROM indicator AS part
LEFT JOIN indicator AS rate ON rate.numerator = part.id AND part.additive_space
LEFT JOIN indicator AS whole
    ON whole.id = rate.denominator AND whole.id <> part.id AND whole.unit = part.unit
    AND whole.kind = part.kind AND whole.period = part.period AND whole.additive_space
GROUP BY part.id
ORDER BY part.id
