-- How much of the line was walked, by side: the newest result of each.
-- Parameters: id (of the inspection).
-- Columns: those of Coverage.
-- Index: coverage_result_of.
SELECT DISTINCT ON (result.side)
    result.id, result.side, result.starts, result.ends, result.parameters, result.length_m,
    result.walked_m, result.parts, result.sources, result.recorded_at
FROM coverage_result AS result
WHERE result.inspection_id = :id
ORDER BY result.side, result.id DESC
