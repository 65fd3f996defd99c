-- The box of the fixes of devices of some classes within a span: whole hours of what is sealed.
-- Parameters: starts, ends (timestamptz, half open); classes.
-- Columns: west, south, east, north (degrees, CGCS2000), all null where there is none.
-- Indexes relied on: position_chunk_where_when (hours), position_fix_time.
WITH mine AS (
    SELECT id FROM device WHERE device_class = ANY(:classes)
)
SELECT min(west) / 1e7 AS west, min(south) / 1e7 AS south,
    max(east) / 1e7 AS east, max(north) / 1e7 AS north
FROM (
    SELECT (place[1])[0] AS west, (place[1])[1] AS south,
        (place[0])[0] AS east, (place[0])[1] AS north
    FROM position_chunk
    WHERE tstzrange(starts, ends) && tstzrange(:starts, :ends, '[)')
        AND starts < :ends AND starts > CAST(:starts AS timestamptz) - interval '1 day'
        AND device_id IN (SELECT id FROM mine)
    UNION ALL
    SELECT lon_e7, lat_e7, lon_e7, lat_e7
    FROM position_fix
    WHERE fixed_at >= :starts AND fixed_at < :ends AND device_id IN (SELECT id FROM mine)
) AS had
