-- The numbers of the lines whose segments of a day may meet a box.
-- Parameters: west, south, east, north (degrees, CGCS2000), day (date), known_at (timestamptz, NULL
--   for now). Column: number. Index: boundary_segment_geom.
SELECT DISTINCT line.number
FROM boundary_segment AS segment
JOIN boundary AS line ON line.id = segment.boundary_id
JOIN boundary_fact AS fact
    ON fact.boundary_id = line.id
    AND fact.valid @> CAST(:day AS date)
    AND fact.known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
WHERE segment.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4490)
    AND segment.valid @> CAST(:day AS date)
    AND segment.known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
ORDER BY line.number
