-- The segments of a line on a day, in order.
-- Parameters: boundary, day (date), known_at (timestamptz, NULL for now).
-- Columns: those of Segment, with geom (WKB, longitude latitude, CGCS2000).
SELECT ordinal, feature, description, from_marker, to_marker, accuracy_m, source_crs,
    ST_AsBinary(geom) AS geom
FROM boundary_segment
WHERE boundary_id = :boundary
    AND valid @> CAST(:day AS date)
    AND known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
ORDER BY ordinal
