-- The sealed chunks of hours that meet a span, those whose box is nearest to a point first.
-- Parameters: x, y (1e-7 degree); starts, ends (timestamptz, half open); classes (of devices, NULL
--   for all).
-- Columns: device_id, body, far (from the point to the box, straight in 1e-7 degree).
-- Index relied on: position_chunk_where_when, which gives the order.
SELECT chunk.device_id, chunk.body || chunk.tail AS body, chunk.place <-> point(:x, :y) AS far
FROM position_chunk AS chunk
WHERE tstzrange(chunk.starts, chunk.ends) && tstzrange(:starts, :ends, '[)')
    AND chunk.starts < :ends
    AND chunk.starts > CAST(:starts AS timestamptz) - interval '1 day'
    AND (
        CAST(:classes AS text[]) IS NULL
        OR chunk.device_id IN (SELECT id FROM device WHERE device_class = ANY(:classes))
    )
ORDER BY chunk.place <-> point(:x, :y)
