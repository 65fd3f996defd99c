-- Moves the temporary table staged_frame into the frames; what is there already stays. Of those
-- that were new, one row of frame_batch tells the chain of evidence, in order of the key of frame.
-- No parameters. Index relied on: the key of frame.
WITH added AS (
    INSERT INTO frame
    SELECT received_at, device_id, digest, protocol, peer, payload, fixed_at, fix_keys
    FROM pg_temp.staged_frame
    ON CONFLICT DO NOTHING
    RETURNING device_id, received_at, digest
),
-- The same message may be staged twice.
promised AS (
    SELECT DISTINCT ON (device_id, received_at, digest)
        device_id, received_us, record
    FROM added JOIN pg_temp.staged_frame USING (device_id, received_at, digest)
    ORDER BY device_id, received_at, digest, place
)
INSERT INTO frame_batch (device_ids, received_us, digests)
SELECT array_agg(device_id), array_agg(received_us), string_agg(record, '')
FROM promised
HAVING count(*) > 0
