-- Whose tracks count for which side of an inspection: what is not withdrawn.
-- Parameters: id (of the inspection).
-- Columns: those of Party.
-- Index: inspection_party_of.
SELECT party.id, party.side, party.device_id, device.name AS device, party.bearer,
    party.starts, party.ends
FROM inspection_party AS party
JOIN device ON device.id = party.device_id
WHERE party.inspection_id = :id
    AND party.withdraws IS NULL
    AND NOT EXISTS (SELECT FROM inspection_party AS later WHERE later.withdraws = party.id)
ORDER BY party.side, party.starts, party.id
