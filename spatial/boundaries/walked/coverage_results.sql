-- Stored coverage of inspections: of each side the newest, or all with the old ones.
-- Parameters: inspections (ids), every (boolean: with those that were replaced).
-- Columns: those of StoredCoverage; by inspection and side, the newest first.
-- Indexes relied on: coverage_result_of, the key of replaces.
SELECT id, inspection_id, side, starts, ends, parameters, length_m, walked_m, parts, sources,
    replaces, recorded_at
FROM coverage_result AS result
WHERE inspection_id = ANY(:inspections)
    AND (:every OR NOT EXISTS (
        SELECT FROM coverage_result AS newer WHERE newer.replaces = result.id))
ORDER BY inspection_id, side, id DESC
