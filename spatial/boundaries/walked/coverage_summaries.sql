-- The coverage of inspections in short, from the newest results.
-- Parameters: inspections (ids).
-- Columns: inspection_id, side, length_m, walked_m, parts, unknown (numbers of parts), starts, ends,
--   recorded_at. Indexes relied on: coverage_result_of, the key of replaces.
SELECT inspection_id, side, length_m, walked_m, jsonb_array_length(parts) AS parts,
    jsonb_array_length(jsonb_path_query_array(parts, '$[*] ? (@.kind == "unknown")')) AS unknown,
    starts, ends, recorded_at
FROM coverage_result AS result
WHERE inspection_id = ANY(:inspections)
    AND NOT EXISTS (SELECT FROM coverage_result AS newer WHERE newer.replaces = result.id)
ORDER BY inspection_id, side
