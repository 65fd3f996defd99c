-- The sealed chunks of one device within a span; bodies of those alone that meet one of some boxes,
-- that lie across an edge of the span, or are the first or last within it.
-- Parameters: device_id, starts, ends (timestamptz; half open); west, south, east, north (arrays of
--   1e-7 degree, edges included: the same place in each is a box).
-- Columns: starts_us (microseconds since 1970-01-01 UTC), fixes, body (NULL where not asked for);
--   in order of time. Index relied on: the key of position_chunk.
SELECT (extract(epoch FROM starts) * 1000000)::bigint AS starts_us, fixes,
    CASE WHEN beside OR NOT whole
            OR starts = min(starts) FILTER (WHERE whole) OVER ()
            OR starts = max(starts) FILTER (WHERE whole) OVER ()
        THEN body || tail END AS body
FROM (
    SELECT starts, fixes, body, tail, starts >= :starts AND ends <= :ends AS whole,
        coalesce(place && ANY ((
            SELECT array_agg(box(point(east, north), point(west, south)))
            FROM unnest(
                CAST(:west AS float8[]), CAST(:south AS float8[]),
                CAST(:east AS float8[]), CAST(:north AS float8[])
            ) AS asked (west, south, east, north)
        )::box[]), false) AS beside
    FROM position_chunk
    WHERE device_id = :device_id AND starts < :ends AND ends > :starts
        -- No chunk is longer than a day; so the key finds the first one.
        AND starts > CAST(:starts AS timestamptz) - interval '1 day'
) AS chunk
ORDER BY starts
