-- The days (UTC, counted since 1970-01-01) of which frames of a device are stored, in order.
-- No parameters. Output: device_id, day.
SELECT device_id, floor(extract(epoch FROM received_at) / 86400)::bigint AS day
FROM frame
UNION
SELECT device_id, floor(extract(epoch FROM starts) / 86400)::bigint
FROM frame_block
ORDER BY device_id, day
