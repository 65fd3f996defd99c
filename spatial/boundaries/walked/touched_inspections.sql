-- Inspections of whose devices the history holds another number of fixes than when their results were
-- last looked at; those that were cancelled are left out.
-- Parameters: none. Columns: id, in order.
-- Reads inspection_party once; the keys of device_latest and coverage_watch.
SELECT DISTINCT party.inspection_id AS id
FROM inspection_party AS party
JOIN device_latest AS latest ON latest.device_id = party.device_id
LEFT JOIN coverage_watch AS watch
    ON watch.inspection_id = party.inspection_id AND watch.device_id = party.device_id
WHERE party.withdraws IS NULL
    AND NOT EXISTS (SELECT FROM inspection_party AS later WHERE later.withdraws = party.id)
    AND latest.fixes IS DISTINCT FROM watch.held
    AND coalesce((
        SELECT step.state FROM inspection_step AS step
        WHERE step.inspection_id = party.inspection_id ORDER BY step.id DESC LIMIT 1
    ), 'planned') <> 'cancelled'
ORDER BY id
