-- The report of differences as it stands now, on sources of some kinds.
-- Parameters: kinds (text[], kinds of ingest_run).
-- Output: id, run_id, scheme, as_of, code, kind, source_says, registry_says, explanation.
-- The index division_difference_run is not needed: the report is read whole.
SELECT difference.id, difference.run_id, difference.scheme, difference.as_of, difference.code,
    difference.kind, difference.source_says, difference.registry_says, difference.explanation
FROM division_difference AS difference
JOIN ingest_run AS run ON run.id = difference.run_id
WHERE run.kind = ANY(:kinds) AND upper_inf(difference.known)
ORDER BY difference.id
