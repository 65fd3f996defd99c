-- What records of an inspection found, each with all that became of it, the last row last.
-- Parameters: id (of the inspection).
-- Columns: those of FindingRow.
SELECT finding.id, finding.record_id, finding.number, finding.category, finding.state,
    finding.text, finding.office, finding.person, finding.recorded_at,
    record.subject, record.marker_number, record.from_m, record.to_m
FROM inspection_finding AS finding
JOIN inspection_record AS record ON record.id = finding.record_id
WHERE record.inspection_id = :id
ORDER BY finding.record_id, finding.number, finding.id
