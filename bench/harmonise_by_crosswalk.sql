-- Every figure by a crosswalk that is known: what the platform's harmonisation is measured against.
-- Parameters: indicators (text[]).
-- Output: indicator_id, target, starts, value.
-- Reads figures of now whole and the temporary table bench_crosswalk (starts, source, target, weight).
SELECT o.indicator_id, c.target, o.starts, sum(o.value * c.weight) AS value
FROM observation AS o
JOIN bench_crosswalk AS c ON c.starts = o.starts AND c.source = o.division_code
WHERE o.indicator_id = ANY(CAST(:indicators AS text[])) AND o.known_until = 'infinity'
GROUP BY o.indicator_id, c.target, o.starts
