-- The devices of a class that have a fix, by name.
-- Parameters: device_class.
-- Columns: id, name, first, last (timestamptz: the oldest and newest fix).
-- Relies on the primary key of device_latest; one row for each device of the class.
SELECT device.id, device.name, latest.first_at AS first, latest.fixed_at AS last
FROM device JOIN device_latest AS latest ON latest.device_id = device.id
WHERE device.device_class = :device_class
ORDER BY device.name COLLATE "C"
