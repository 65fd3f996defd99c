-- Devices that stand at registered markers at an instant, with the newest fix of each.
-- Parameters: at (timestamptz), day (date: of the register).
-- Columns: those of BoundMarker. One row for each; relies on the keys of device and device_latest.
SELECT binding.id, binding.boundary_id, line.number AS line, binding.marker_number,
    binding.device_id, device.name AS device, binding.starts,
    ST_X(marker.geom) AS lon, ST_Y(marker.geom) AS lat, latest.fixed_at, latest.fixes
FROM marker_device AS binding
JOIN boundary AS line ON line.id = binding.boundary_id
JOIN device ON device.id = binding.device_id
JOIN boundary_marker AS marker ON marker.boundary_id = binding.boundary_id
    AND marker.number = binding.marker_number
    AND marker.valid @> CAST(:day AS date) AND upper_inf(marker.known)
LEFT JOIN device_latest AS latest ON latest.device_id = binding.device_id
WHERE binding.starts <= :at AND (binding.ends IS NULL OR binding.ends > :at)
    AND binding.withdraws IS NULL
    AND NOT EXISTS (SELECT FROM marker_device AS later WHERE later.withdraws = binding.id)
ORDER BY binding.id
