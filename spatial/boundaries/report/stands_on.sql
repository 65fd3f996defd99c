-- The rows of evidence on which a report stands, and of which side each is.
-- Parameters: id (of the inspection), boundary, number (of the line), round (NULL for none), day,
--   segments (bigint[], of which the results are).
-- Columns: kind, id, side (NULL for what both have in common).
SELECT 'boundary' AS kind, CAST(:boundary AS bigint) AS id, CAST(NULL AS text) AS side
UNION ALL
SELECT 'boundary-fact', id, NULL FROM boundary_fact
WHERE boundary_id = :boundary AND valid @> CAST(:day AS date) AND upper_inf(known)
UNION ALL
SELECT 'boundary-segment', id, NULL FROM boundary_segment
WHERE boundary_id = :boundary
    AND (id = ANY (CAST(:segments AS bigint[]))
        OR valid @> CAST(:day AS date) AND upper_inf(known))
UNION ALL
SELECT 'boundary-marker', id, NULL FROM boundary_marker
WHERE boundary_id = :boundary AND valid @> CAST(:day AS date) AND upper_inf(known)
UNION ALL
SELECT 'boundary-reference', id, NULL FROM boundary_reference
WHERE boundary_id = :boundary AND valid @> CAST(:day AS date) AND upper_inf(known)
UNION ALL
SELECT 'tripoint', id, NULL FROM tripoint
WHERE CAST(:number AS text) = ANY (lines) AND valid @> CAST(:day AS date) AND upper_inf(known)
UNION ALL
SELECT 'inspection-round', id, NULL FROM inspection_round WHERE id = CAST(:round AS bigint)
UNION ALL
SELECT 'inspection', id, NULL FROM inspection WHERE id = :id
UNION ALL
SELECT 'inspection-step', id, NULL FROM inspection_step WHERE inspection_id = :id
UNION ALL
SELECT 'inspection-party', id, side FROM inspection_party WHERE inspection_id = :id
UNION ALL
SELECT 'inspection-record', id, side FROM inspection_record WHERE inspection_id = :id
UNION ALL
SELECT 'inspection-finding', finding.id, NULL
FROM inspection_finding AS finding JOIN inspection_record AS record ON record.id = record_id
WHERE inspection_id = :id
UNION ALL
SELECT 'inspection-photo', id, side FROM inspection_photo WHERE inspection_id = :id
UNION ALL
SELECT 'deposited-file', file.id, photo.side
FROM inspection_photo AS photo JOIN deposited_file AS file USING (sha256)
WHERE photo.inspection_id = :id
UNION ALL
SELECT 'deposited-file', file.id, NULL
FROM inspection_step AS step JOIN deposited_file AS file ON file.sha256 = step.document
WHERE step.inspection_id = :id
UNION ALL
(SELECT DISTINCT ON (side) 'coverage-result', id, side FROM coverage_result
WHERE inspection_id = :id ORDER BY side, id DESC)
UNION ALL
(SELECT DISTINCT ON (side) 'visit-result', id, side FROM visit_result
WHERE inspection_id = :id ORDER BY side, id DESC)
