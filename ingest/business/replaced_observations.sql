-- The stored values that `incoming` is about to replace by other ones.
-- Output: file, line, stored_value, stored_run.
-- Index: the primary key of observation.
SELECT i.file, i.line, o.value AS stored_value, o.run_id AS stored_run
FROM incoming i
JOIN observation o USING (indicator_id, division_code, month)
WHERE o.value <> i.value
ORDER BY i.file, i.line
