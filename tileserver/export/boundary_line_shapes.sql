-- What one zoom of a grid draws of the boundary lines as of one day.
-- Parameters: day (a date, or -infinity), srid, zoom.
-- Columns: shape (WKB, whole pixels of the zoom, x to the east and y to the south).
-- Index: boundary_line_drawing_pkey.
SELECT ST_AsBinary(drawing.shape) AS shape
FROM boundary_line AS line
JOIN boundary_line_drawing AS drawing ON drawing.line_id = line.id
WHERE line.valid @> CAST(:day AS date)
    AND drawing.srid = CAST(:srid AS integer)
    AND drawing.zoom = CAST(:zoom AS smallint)
