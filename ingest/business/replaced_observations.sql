-- The stored values that `incoming` is about to replace by other ones.
-- Output: file, line, stored_value, stored_run.
-- Index: observation_now.
SELECT i.file, i.line, o.value AS stored_value, o.run_id AS stored_run
FROM incoming i
JOIN observation AS o ON o.indicator_id = i.indicator_id
    AND o.division_code = i.division_code AND o.starts = i.month AND o.known_until = 'infinity'
WHERE o.value <> i.value
ORDER BY i.file, i.line
