-- What was reported of an indicator for a division code.
-- Parameters: indicator, code (text), first, last (date: first days of months, both included).
-- Output: month (its first day), value.
-- Index: the primary key of observation.
SELECT o.month, o.value
FROM observation o
WHERE o.indicator_id = :indicator AND o.division_code = :code
  AND o.month BETWEEN CAST(:first AS date) AND CAST(:last AS date)
