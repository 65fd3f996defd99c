-- Stores what is left in `incoming`; a value that is stored already stays with the run it came in.
-- Parameters: run.
INSERT INTO observation (indicator_id, division_code, month, value, run_id)
SELECT i.indicator_id, i.division_code, i.month, i.value, :run
FROM incoming i
ON CONFLICT (indicator_id, division_code, month) DO UPDATE SET
    value = excluded.value,
    run_id = excluded.run_id
WHERE observation.value <> excluded.value
