-- Whose tracks count for the sides of an inspection: rows that are not withdrawn.
-- Parameters: inspection. Columns: device_id, device (name), side, starts, ends (NULL while it runs);
--   by side and name. Index relied on: inspection_party_of.
SELECT party.device_id, device.name AS device, party.side, party.starts, party.ends
FROM inspection_party AS party JOIN device ON device.id = party.device_id
WHERE party.inspection_id = :inspection
    AND party.withdraws IS NULL
    AND NOT EXISTS (SELECT FROM inspection_party AS later WHERE later.withdraws = party.id)
ORDER BY party.side, device.name COLLATE "C", party.starts
