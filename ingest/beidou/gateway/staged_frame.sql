-- The temporary table through which frames come, one for a connection. place: in the order in which
-- they came. record: digest of all that is stored of one. No parameters.
CREATE TEMPORARY TABLE IF NOT EXISTS staged_frame (
    LIKE frame INCLUDING DEFAULTS,
    place integer NOT NULL,
    received_us bigint NOT NULL,
    record bytea NOT NULL
)
ON COMMIT DELETE ROWS
