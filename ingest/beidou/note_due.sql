-- Notes for geofences which time of which device got new fixes, of devices that a fence watches
-- then. The end of a statement that names the rows `newest` before (renew_latest.sql): of each
-- device first_at and fixed_at, the oldest and the newest instant of its new fixes. Where no fence
-- is, it looks into an empty table.
-- Index relied on: the key of geofence_device.
INSERT INTO geofence_due (device_id, starts, ends)
SELECT device_id, first_at, fixed_at
FROM newest
WHERE EXISTS (
    SELECT FROM geofence_device AS watching
    WHERE watching.device_id = newest.device_id
        AND watching.valid_from <= newest.fixed_at AND watching.valid_to > newest.first_at
)
