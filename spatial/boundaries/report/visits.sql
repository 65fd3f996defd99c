-- The visits of the markers, by side: the newest result of each.
-- Parameters: id (of the inspection).
-- Columns: those of Visits.
-- Index: visit_result_of.
SELECT DISTINCT ON (result.side)
    result.id, result.side, result.starts, result.ends, result.parameters, result.markers,
    result.sources, result.recorded_at
FROM visit_result AS result
WHERE result.inspection_id = :id
ORDER BY result.side, result.id DESC
