-- Gives hot rows the extras of their copies in the temporary table staged_fix that tell more: the
-- longer ones, of equally long ones the greater (spatial/locations/fixes.py has the same rule).
-- No parameters. Columns of the rows that are told more of now: device_id, time_us, fix_key.
-- Index relied on: the key of position_fix.
UPDATE position_fix AS held SET extras = copy.extras
FROM staged_fix AS copy
WHERE held.device_id = copy.device_id
    AND held.fixed_at = copy.fixed_at
    AND held.fix_key = copy.fix_key
    AND copy.extras <> ''
    AND (length(copy.extras), copy.extras) > (length(held.extras), held.extras)
RETURNING held.device_id, (extract(epoch FROM held.fixed_at) * 1000000)::bigint AS time_us,
    held.fix_key
