-- A joint inspection with its line and round, and whether it is reported.
-- Parameters: id.
-- Columns: those of Inspection. At most one row.
SELECT
    inspection.id, inspection.boundary_id, line.number AS line_number, inspection.kind,
    inspection.reason, inspection.plan_year, inspection.round_id,
    round.number AS round_number, round.name AS round_name,
    lower(round.valid) AS round_from, upper(round.valid) AS round_to,
    inspection.left_office, inspection.right_office, inspection.lead,
    inspection.within_m, inspection.radius_m, inspection.dwell_s, inspection.gap_s,
    inspection.person, inspection.recorded_at
FROM inspection
JOIN boundary AS line ON line.id = inspection.boundary_id
LEFT JOIN inspection_round AS round ON round.id = inspection.round_id
WHERE inspection.id = :id
