-- Moves the temporary table staged_frame into the frames; what is there already stays.
-- Parameters: staged, how many there are, no two of one key. Output: at least one row; added, how
-- many were new; device_id, received_at, digest: the key of each new one, if not all were (else
-- null: the caller has them). Index relied on: the key of frame.
WITH added AS (
    INSERT INTO frame SELECT * FROM pg_temp.staged_frame ON CONFLICT DO NOTHING
    RETURNING device_id, received_at, digest
),
counted AS (SELECT count(*) AS added FROM added)
SELECT counted.added, named.device_id, named.received_at, named.digest
FROM counted LEFT JOIN added AS named ON counted.added < :staged
