-- The records of a marker over all inspections, the first one first.
-- Parameters: boundary, marker (number), office (LIKE pattern of a code, matched with both offices;
--   NULL for all).
-- Columns: inspection_id, round_number, plan_year, record_id, side, checked_at, condition, text,
--   reset, confirmed.
-- Index: inspection_of_line, inspection_record_of.
SELECT inspection.id AS inspection_id, of_round.number AS round_number, inspection.plan_year,
    record.id AS record_id, record.side, record.checked_at, record.condition, record.text,
    record.details ->> 'reset' AS reset,
    EXISTS (
        SELECT FROM inspection_record AS confirming
        WHERE confirming.inspection_id = inspection.id
            AND confirming.details @> jsonb_build_object('confirms', record.id)
    ) AS confirmed
FROM inspection
JOIN inspection_record AS record ON record.inspection_id = inspection.id
LEFT JOIN inspection_round AS of_round ON of_round.id = inspection.round_id
WHERE inspection.boundary_id = :boundary
    AND record.subject = 'marker'
    AND record.marker_number = :marker
    AND NOT EXISTS (SELECT FROM inspection_record AS later WHERE later.corrects = record.id)
    AND (
        CAST(:office AS text) IS NULL
        OR inspection.left_office LIKE :office OR inspection.right_office LIKE :office
    )
ORDER BY record.checked_at, record.id
