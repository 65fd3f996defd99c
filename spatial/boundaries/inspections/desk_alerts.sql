-- Alerts about a line that nobody has ended.
-- Parameters: boundary.
-- Columns: id, kind, marker, details, at.
-- Index: boundary_alert_of.
SELECT alert.id, alert.kind, alert.marker_number AS marker, alert.details,
    alert.recorded_at AS at
FROM boundary_alert AS alert
WHERE alert.boundary_id = :boundary
    AND alert.ends IS NULL
    AND NOT EXISTS (SELECT FROM boundary_alert AS later WHERE later.ends = alert.id)
ORDER BY alert.id
