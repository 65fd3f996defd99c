-- The photos of an inspection.
-- Parameters: id (of the inspection).
-- Columns: those of Photo. CRS: CGCS2000, longitude latitude.
-- Index: inspection_photo_of.
SELECT photo.id, photo.record_id, encode(photo.sha256, 'hex') AS sha256, file.media_type,
    photo.side, device.name AS device, photo.taken_at, photo.bearing_deg, photo.caption,
    photo.judged, photo.office, photo.person, photo.recorded_at,
    ST_X(photo.geom) AS lon, ST_Y(photo.geom) AS lat, record.marker_number
FROM inspection_photo AS photo
JOIN deposited_file AS file USING (sha256)
LEFT JOIN device ON device.id = photo.device_id
LEFT JOIN inspection_record AS record ON record.id = photo.record_id
WHERE photo.inspection_id = :id
ORDER BY photo.id
