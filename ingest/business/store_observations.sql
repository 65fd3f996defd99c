-- Stores what is left in `incoming`; a value that is stored already stays with the run it came in.
-- Parameters: run, now (timestamptz: when they are learned).
INSERT INTO observation (indicator_id, division_code, starts, ends, value, run_id, known_from)
SELECT i.indicator_id, i.division_code, i.month, CAST(i.month + interval '1 month' AS date),
    i.value, :run, :now
FROM incoming AS i
ON CONFLICT (indicator_id, division_code, starts) WHERE known_until = 'infinity' DO NOTHING
