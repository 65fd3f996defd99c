-- Alerts, the newest first, each with the row that ended it.
-- Parameters: id, line (number), kind (each NULL for all), office (pattern), lasting (boolean: only those
--   that nobody ended), limit, offset.
-- Columns: those of Alert. Indexes relied on: the key, boundary_alert_of, the key of ends.
SELECT alert.id, alert.kind, alert.key, alert.boundary_id, line.number AS line,
    alert.marker_number, device.name AS device, alert.details, alert.recorded_at AS raised_at,
    ended.recorded_at AS ended_at, ended.person AS ended_by,
    ST_X(alert.geom) AS lon, ST_Y(alert.geom) AS lat,
    fact.left_code, fact.right_code
FROM boundary_alert AS alert
LEFT JOIN boundary_alert AS ended ON ended.ends = alert.id
LEFT JOIN boundary AS line ON line.id = alert.boundary_id
LEFT JOIN device ON device.id = alert.device_id
LEFT JOIN LATERAL (
    SELECT left_code, right_code FROM boundary_fact
    WHERE boundary_id = alert.boundary_id AND upper_inf(known)
    ORDER BY lower(valid) DESC NULLS LAST LIMIT 1
) AS fact ON true
WHERE alert.ends IS NULL
    AND (CAST(:id AS bigint) IS NULL OR alert.id = :id)
    AND (CAST(:line AS text) IS NULL OR line.number = :line)
    AND (CAST(:kind AS text) IS NULL OR alert.kind = :kind)
    AND (
        CAST(:office AS text) IS NULL
        OR fact.left_code LIKE :office OR fact.right_code LIKE :office
    )
    AND (NOT :lasting OR ended.id IS NULL)
ORDER BY alert.id DESC
LIMIT :limit OFFSET :offset
