-- What has to be known of a device to compute its events.
-- Parameters: device_id. Columns, a row for each fence: fence_id, from_us, to_us (null for open),
-- overstay_us (null for ever), first_us, last_us (of all fixes of the device; microseconds).
-- Indexes relied on: the keys of geofence_device, geofence and device_latest.
SELECT fence.id AS fence_id,
    (extract(epoch FROM fence.valid_from) * 1000000)::bigint AS from_us,
    (extract(epoch FROM fence.valid_to) * 1000000)::bigint AS to_us,
    fence.overstay_s * 1000000::bigint AS overstay_us,
    (extract(epoch FROM latest.first_at) * 1000000)::bigint AS first_us,
    (extract(epoch FROM latest.fixed_at) * 1000000)::bigint AS last_us
FROM geofence_device AS watching
JOIN geofence AS fence ON fence.id = watching.fence_id
JOIN device_latest AS latest ON latest.device_id = watching.device_id
WHERE watching.device_id = :device_id
ORDER BY fence.id
