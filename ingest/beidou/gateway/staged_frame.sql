-- The temporary table through which frames come, one for a connection. No parameters.
CREATE TEMPORARY TABLE IF NOT EXISTS staged_frame (LIKE frame INCLUDING DEFAULTS)
ON COMMIT DELETE ROWS
