-- Stored visits of the markers of an inspection: of each side the newest, or all with the old ones.
-- Parameters: inspections (ids), every (boolean: with those that were replaced).
-- Columns: those of StoredVisits; by inspection and side, the newest first.
-- Indexes relied on: visit_result_of, the key of replaces.
SELECT id, inspection_id, side, starts, ends, parameters, markers, sources, replaces, recorded_at
FROM visit_result AS result
WHERE inspection_id = ANY(:inspections)
    AND (:every OR NOT EXISTS (
        SELECT FROM visit_result AS newer WHERE newer.replaces = result.id))
ORDER BY inspection_id, side, id DESC
