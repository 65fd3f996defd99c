-- How many fixes the hours hold in which devices were in a box: as many as `near_chunks` and
-- `near_fixes` give, or more at the edges of the span.
-- Parameters: west, south, east, north (1e-7 degree, edges included); starts, ends (timestamptz,
--   half open); classes (of devices, NULL for all).
-- Columns: fixes. Indexes relied on: position_chunk_where_when, position_fix_time.
SELECT (
    SELECT coalesce(sum(chunk.fixes), 0)
    FROM position_chunk AS chunk
    WHERE chunk.place && box(point(:east, :north), point(:west, :south))
        AND tstzrange(chunk.starts, chunk.ends) && tstzrange(:starts, :ends, '[)')
        AND chunk.starts < :ends
        AND chunk.starts > CAST(:starts AS timestamptz) - interval '1 day'
        AND (
            CAST(:classes AS text[]) IS NULL
            OR chunk.device_id IN (SELECT id FROM device WHERE device_class = ANY(:classes))
        )
) + (
    SELECT count(*)
    FROM position_fix
    WHERE fixed_at >= :starts AND fixed_at < :ends
        AND (
            CAST(:classes AS text[]) IS NULL
            OR device_id IN (SELECT id FROM device WHERE device_class = ANY(:classes))
        )
) AS fixes
