-- A page of the register of devices, by name.
-- Parameters: rows, skip.
-- Columns: id (the public one), device_class, first, last (timestamptz), fixes.
-- Devices without a fix are in it, with nulls and 0.
SELECT device.name AS id, device.device_class, latest.first_at AS first, latest.fixed_at AS last,
    coalesce(latest.fixes, 0) AS fixes
FROM device LEFT JOIN device_latest AS latest ON latest.device_id = device.id
ORDER BY device.name COLLATE "C"
LIMIT :rows OFFSET :skip
