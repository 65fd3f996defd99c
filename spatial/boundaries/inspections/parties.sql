-- Whose tracks count for the sides of an inspection: rows that are not withdrawn.
-- Parameters: inspection.
-- Columns: those of Party.
-- Index: inspection_party_of.
SELECT party.id, party.side, device.name AS device, party.device_id, party.bearer, party.starts,
    party.ends, party.person, party.recorded_at
FROM inspection_party AS party
JOIN device ON device.id = party.device_id
WHERE party.inspection_id = :inspection
    AND party.withdraws IS NULL
    AND NOT EXISTS (SELECT FROM inspection_party AS later WHERE later.withdraws = party.id)
ORDER BY party.side, party.starts, party.id
