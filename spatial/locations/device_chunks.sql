-- The sealed chunks of some devices within a span.
-- Parameters: devices (ids), starts, ends (timestamptz; half open).
-- Columns: device_id, body; in order of device and time. Index relied on: the key of
--   position_chunk.
SELECT device_id, body || tail AS body
FROM position_chunk
WHERE device_id = ANY(:devices) AND starts < :ends AND ends > :starts
    -- No chunk is longer than a day; so the key finds the first one.
    AND starts > CAST(:starts AS timestamptz) - interval '1 day'
ORDER BY device_id, starts
