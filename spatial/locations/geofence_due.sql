-- What has to be known of devices to compute their events.
-- Parameters: devices (ids). Columns, a row for each device and fence: device_id, fence_id, from_us, to_us (null for open),
-- overstay_us (null for ever), first_us, last_us (of all fixes of the device; microseconds).
-- Indexes relied on: the keys of geofence_device, geofence and device_latest.
SELECT watching.device_id, fence.id AS fence_id,
    (extract(epoch FROM fence.valid_from) * 1000000)::bigint AS from_us,
    (extract(epoch FROM fence.valid_to) * 1000000)::bigint AS to_us,
    fence.overstay_s * 1000000::bigint AS overstay_us,
    (extract(epoch FROM latest.first_at) * 1000000)::bigint AS first_us,
    (extract(epoch FROM latest.fixed_at) * 1000000)::bigint AS last_us
FROM geofence_device AS watching
JOIN geofence AS fence ON fence.id = watching.fence_id
JOIN device_latest AS latest ON latest.device_id = watching.device_id
WHERE watching.device_id = ANY(:devices)
ORDER BY watching.device_id, fence.id
