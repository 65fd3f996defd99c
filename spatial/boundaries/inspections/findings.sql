-- The findings of an inspection with all that became of them, by number, the last row of each last.
-- Parameters: inspection.
-- Columns: those of FindingStep, with record_id, number, category, side, subject, marker, from_m,
--   to_m of the record.
-- Indexes: inspection_record_of, inspection_finding_of.
SELECT finding.number, finding.record_id, finding.category, record.side, record.subject,
    record.marker_number AS marker, record.from_m, record.to_m,
    finding.state, finding.text, finding.office, finding.person, finding.recorded_at
FROM inspection_record AS record
JOIN inspection_finding AS finding ON finding.record_id = record.id
WHERE record.inspection_id = :inspection
ORDER BY finding.number, finding.id
