-- Where the first fix of a device from an instant on is to be found.
-- Parameters: device_id, limit (timestamptz, included).
-- Columns: time_us (of the first hot fix; null for a chunk), body (null for a hot fix). The chunk in
-- whose hours the instant lies may end with a fix before it, so the one behind is given, too.
-- Indexes relied on: the keys of position_fix and position_chunk.
(
    SELECT (extract(epoch FROM fixed_at) * 1000000)::bigint AS time_us, NULL::bytea AS body
    FROM position_fix
    WHERE device_id = :device_id AND fixed_at >= :limit
    ORDER BY fixed_at
    LIMIT 1
)
UNION ALL
(
    SELECT NULL, body || tail
    FROM position_chunk
    -- No chunk is longer than a day; so the key finds the first one.
    WHERE device_id = :device_id AND ends > :limit
        AND starts > CAST(:limit AS timestamptz) - interval '1 day'
    ORDER BY starts
    LIMIT 2
)
