-- What was reported of an indicator for a division code.
-- Parameters: indicator, code (text), first, last (date: first days of months, both included).
-- Output: month (its first day), value.
-- Index: observation_now.
SELECT o.starts AS month, o.value
FROM observation o
WHERE o.indicator_id = :indicator AND o.division_code = :code
  AND o.starts BETWEEN CAST(:first AS date) AND CAST(:last AS date)
  AND o.known_until = 'infinity'
