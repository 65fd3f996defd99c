-- What harmonisation has to know of some indicators.
-- Parameters: indicators (text[]).
-- Output: id, nature, numerator, denominator, factor, weight, minimum_cell.
-- Index: the key of indicator.
SELECT i.id, i.nature, i.numerator, i.denominator, i.factor, i.weight, i.minimum_cell
FROM indicator AS i
WHERE i.id = ANY(CAST(:indicators AS text[]))
