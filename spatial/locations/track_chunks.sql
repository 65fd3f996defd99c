-- The sealed chunks of one device within a span, in order of time, as far as they are needed.
-- Parameters: device_id, starts, ends (timestamptz; half open), rows (so many fixes at least).
-- Columns: body. Index relied on: the key of position_chunk.
SELECT body || tail AS body
FROM (
    SELECT starts, body, tail,
        -- The first may hold fixes from before the span: it does not count.
        sum(fixes) OVER by_time - fixes - first_value(fixes) OVER by_time AS before
    FROM position_chunk
    WHERE device_id = :device_id AND starts < :ends AND ends > :starts
        -- No chunk is longer than a day; so the key finds the first one.
        AND starts > CAST(:starts AS timestamptz) - interval '1 day'
    WINDOW by_time AS (ORDER BY starts)
) AS chunk
WHERE before < :rows
ORDER BY starts
