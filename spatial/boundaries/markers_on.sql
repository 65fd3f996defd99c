-- The markers of a line on a day, in order of their numbers.
-- Parameters: boundary, day (date), known_at (timestamptz, NULL for now).
-- Columns: those of Marker.
SELECT id, number, line_name, serial, kind, state, in_charge, material, height_m, accuracy_m,
    source_crs, lower(valid) AS valid_from, upper(valid) AS valid_to,
    ST_X(geom) AS lon, ST_Y(geom) AS lat
FROM boundary_marker
WHERE boundary_id = :boundary
    AND valid @> CAST(:day AS date)
    AND known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
ORDER BY serial NULLS LAST, number
