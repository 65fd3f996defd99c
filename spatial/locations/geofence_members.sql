-- Notes the devices that a fence watches. Parameters: fence (id). Columns: device_id, of those that
-- were not noted yet.
INSERT INTO geofence_device (device_id, fence_id, valid_from, valid_to)
SELECT device.id, fence.id, fence.valid_from, coalesce(fence.valid_to, 'infinity')
FROM geofence AS fence JOIN device ON geofence_watches(fence, device)
WHERE fence.id = :fence
ON CONFLICT DO NOTHING
RETURNING device_id
