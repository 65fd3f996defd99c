-- The record sheets of an inspection that stand: what is not corrected by a later one.
-- Parameters: id (of the inspection).
-- Columns: those of Record. CRS: CGCS2000, longitude latitude.
-- Index: inspection_record_of.
SELECT record.id, record.side, record.subject, record.marker_number, record.from_m, record.to_m,
    record.checked_at, device.name AS device, record.office, record.person, record.condition,
    record.text, record.details, record.corrects, record.recorded_at,
    ST_X(record.geom) AS lon, ST_Y(record.geom) AS lat
FROM inspection_record AS record
LEFT JOIN device ON device.id = record.device_id
WHERE record.inspection_id = :id
    AND NOT EXISTS (SELECT FROM inspection_record AS later WHERE later.corrects = record.id)
ORDER BY record.checked_at, record.id
