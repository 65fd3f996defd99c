-- The boundary lines as one zoom of a grid draws them, with the days of each.
-- Parameters: srid, zoom (others are not used: lines have one basis).
-- Columns: id, periods (datemultirange), digest (a line never changes), shape (WKB, pixels).
SELECT
    line.id, datemultirange(line.valid) AS periods, CAST('' AS bytea) AS digest,
    ST_AsBinary(drawing.shape) AS shape
FROM boundary_line AS line
JOIN boundary_line_drawing AS drawing ON drawing.line_id = line.id
WHERE drawing.srid = CAST(:srid AS integer) AND drawing.zoom = CAST(:zoom AS smallint)
ORDER BY line.id
