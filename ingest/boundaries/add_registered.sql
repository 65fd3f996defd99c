-- Adds what was put aside, held for true from an instant on.
-- {table}, {columns}: of the register. Parameter: instant. Output: none.
INSERT INTO {table} ({columns}, valid, run_id, known)
SELECT {columns}, valid, run_id, tstzrange(CAST(:instant AS timestamptz), NULL)
FROM registered_anew
