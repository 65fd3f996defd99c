-- The sealed chunks whose box meets a box, of hours that meet a span.
-- Parameters: west, south, east, north (1e-7 degree, edges included); starts, ends (timestamptz,
--   half open); classes (of devices, NULL for all).
-- Columns: device_id, body; in order of device and time.
-- Index relied on: position_chunk_where_when.
SELECT chunk.device_id, chunk.body || chunk.tail AS body
FROM position_chunk AS chunk
WHERE chunk.place && box(point(:east, :north), point(:west, :south))
    AND tstzrange(chunk.starts, chunk.ends) && tstzrange(:starts, :ends, '[)')
    AND chunk.starts < :ends
    AND chunk.starts > CAST(:starts AS timestamptz) - interval '1 day'
    AND (
        CAST(:classes AS text[]) IS NULL
        OR chunk.device_id IN (SELECT id FROM device WHERE device_class = ANY(:classes))
    )
ORDER BY chunk.device_id, chunk.starts
