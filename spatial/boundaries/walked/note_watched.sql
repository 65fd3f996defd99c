-- Notes how many fixes the devices of an inspection have in all.
-- Parameters: inspection.
INSERT INTO coverage_watch (inspection_id, device_id, held)
SELECT DISTINCT party.inspection_id, party.device_id, latest.fixes
FROM inspection_party AS party JOIN device_latest AS latest ON latest.device_id = party.device_id
WHERE party.inspection_id = :inspection
ON CONFLICT (inspection_id, device_id) DO UPDATE SET held = excluded.held
