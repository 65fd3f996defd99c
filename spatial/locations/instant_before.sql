-- Where the last fix of a device before an instant is to be found.
-- Parameters: device_id, limit (timestamptz, not included).
-- Columns: time_us (of the last hot fix; null for a chunk), body (null for a hot fix). The chunk in
-- whose hours the instant lies may begin with a fix after it, so the one before is given, too.
-- Indexes relied on: the keys of position_fix and position_chunk.
(
    SELECT (extract(epoch FROM fixed_at) * 1000000)::bigint AS time_us, NULL::bytea AS body
    FROM position_fix
    WHERE device_id = :device_id AND fixed_at < :limit
    ORDER BY fixed_at DESC
    LIMIT 1
)
UNION ALL
(
    SELECT NULL, body || tail
    FROM position_chunk
    WHERE device_id = :device_id AND starts < :limit
    ORDER BY starts DESC
    LIMIT 2
)
