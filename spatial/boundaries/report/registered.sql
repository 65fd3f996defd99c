-- Which rows of the register a report stands on: ids by kind of evidence.
-- Parameters: boundary, day (date).
-- Columns: kind, id.
SELECT 'boundary' AS kind, CAST(:boundary AS bigint) AS id
UNION ALL
SELECT 'boundary-fact', id FROM boundary_fact
WHERE boundary_id = :boundary AND valid @> CAST(:day AS date) AND upper_inf(known)
UNION ALL
SELECT 'boundary-segment', id FROM boundary_segment
WHERE boundary_id = :boundary AND valid @> CAST(:day AS date) AND upper_inf(known)
