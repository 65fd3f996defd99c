-- The record sheets of inspections, in the order in which they were entered.
-- Parameters: inspection.
-- Columns: those of Record. CRS: CGCS2000, longitude latitude.
-- Index: inspection_record_of.
SELECT record.id, record.side, record.subject, record.marker_number AS marker, record.from_m,
    record.to_m, record.checked_at, device.name AS device, record.office, record.person,
    record.condition, record.text, record.details, record.corrects, later.id AS corrected_by,
    confirming.id AS confirmed_by, record.recorded_at,
    ST_X(record.geom) AS lon, ST_Y(record.geom) AS lat
FROM inspection_record AS record
LEFT JOIN device ON device.id = record.device_id
LEFT JOIN inspection_record AS later ON later.corrects = record.id
LEFT JOIN inspection_record AS confirming
    ON confirming.inspection_id = record.inspection_id
    AND confirming.details @> jsonb_build_object('confirms', record.id)
WHERE record.inspection_id = :inspection
ORDER BY record.id
