-- What the markers of a line are found again by (方位物), on a day.
-- Parameters: boundary, day (date).
-- Columns: those of Reference.
SELECT id, marker_number, ordinal, name, bearing_deg, distance_m
FROM boundary_reference
WHERE boundary_id = :boundary
    AND valid @> CAST(:day AS date)
    AND upper_inf(known)
ORDER BY marker_number, ordinal
