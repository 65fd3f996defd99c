-- What the markers of a line were through time, by number, oldest first.
-- Parameters: boundary, known_at (timestamptz, NULL for now).
-- Columns: those of MarkerState. Index: boundary_marker_of.
SELECT number, state, lower(valid) AS valid_from, upper(valid) AS valid_to,
    ST_X(geom) AS lon, ST_Y(geom) AS lat, note
FROM boundary_marker
WHERE boundary_id = :boundary
    AND known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
ORDER BY serial NULLS LAST, number, valid
