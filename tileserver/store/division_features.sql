-- The areas of a level as one zoom of a grid draws them, with the days of each.
-- Parameters: level, basis (list, announced, approved), srid, zoom.
-- Columns: id, periods (datemultirange), digest (of the drawing), shape (WKB, pixels of the zoom).
SELECT area.id, days.periods, drawing.digest, ST_AsBinary(drawing.shape) AS shape
FROM division_area AS area
JOIN division_drawing AS drawing ON drawing.outline_id = area.outline_id
CROSS JOIN LATERAL (
    SELECT CASE CAST(:basis AS text)
        WHEN 'list' THEN datemultirange(area.valid)
        WHEN 'announced' THEN area.valid_announced
        ELSE area.valid_approved
    END AS periods
) AS days
WHERE area.level = :level
    AND upper_inf(area.known)
    AND drawing.srid = CAST(:srid AS integer)
    AND drawing.zoom = CAST(:zoom AS smallint)
    AND upper_inf(drawing.known)
    AND NOT isempty(days.periods)
ORDER BY area.id
