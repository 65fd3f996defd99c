-- The frames that the chain tells of, in order of device and time.
-- Parameters: first, the id of the first frame_batch; last, of the last, null for all.
-- Output: device_id, received_us (microseconds since 1970-01-01 UTC), record (SHA-256 of all that
-- is stored of the frame). Sorted by the server, on its disk where they are many.
SELECT told.device_id, told.received_us,
    substring(batch.digests FROM (32 * (told.place - 1) + 1)::integer FOR 32) AS record
FROM frame_batch AS batch
CROSS JOIN LATERAL unnest(batch.device_ids, batch.received_us)
    WITH ORDINALITY AS told (device_id, received_us, place)
WHERE batch.id >= :first AND (CAST(:last AS bigint) IS NULL OR batch.id <= :last)
    AND told.device_id IS NOT NULL AND told.received_us IS NOT NULL
ORDER BY told.device_id, told.received_us, record
