-- What the markers of a line are found again by, on a day.
-- Parameters: boundary, day (date), marker (text, NULL for all), known_at (timestamptz, NULL for now).
-- Columns: those of Reference. Index: the exclusion constraint.
SELECT marker_number, ordinal, name, bearing_deg, distance_m,
    lower(valid) AS valid_from, upper(valid) AS valid_to
FROM boundary_reference
WHERE boundary_id = :boundary
    AND valid @> CAST(:day AS date)
    AND known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
    AND (CAST(:marker AS text) IS NULL OR marker_number = :marker)
ORDER BY marker_number, ordinal
