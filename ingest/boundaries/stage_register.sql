-- Where rows to be registered are put first; gone with the transaction.
-- {table}, {columns}: of the register.
CREATE TEMPORARY TABLE registered_anew ON COMMIT DROP AS
SELECT {columns}, valid, run_id FROM {table}
WITH NO DATA
