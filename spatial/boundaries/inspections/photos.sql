-- The photos of an inspection, in the order in which they came.
-- Parameters: inspection.
-- Columns: those of Photo. CRS: CGCS2000, longitude latitude.
-- Index: inspection_photo_of.
SELECT photo.id, photo.record_id, encode(photo.sha256, 'hex') AS sha256, file.media_type,
    file.bytes, photo.side, device.name AS device, photo.taken_at, photo.bearing_deg,
    photo.caption, photo.judged, photo.office, photo.person, photo.recorded_at,
    ST_X(photo.geom) AS lon, ST_Y(photo.geom) AS lat
FROM inspection_photo AS photo
JOIN deposited_file AS file USING (sha256)
LEFT JOIN device ON device.id = photo.device_id
WHERE photo.inspection_id = :inspection
ORDER BY photo.id
