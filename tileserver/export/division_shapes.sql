-- What one zoom of a grid draws of the areas of a level, as one sight of it shows them.
-- Parameters: level, day (a date, or -infinity), known_at, srid, zoom. {valid}: column of the basis.
-- Columns: shape (WKB, whole pixels of the zoom, x to the east and y to the south).
-- Indexes: division_drawing_where, division_area_outline.
SELECT ST_AsBinary(drawing.shape) AS shape
FROM division_area AS area
JOIN division_drawing AS drawing ON drawing.outline_id = area.outline_id
WHERE area.level = :level
    AND area.{valid} @> CAST(:day AS date)
    AND area.known @> CAST(:known_at AS timestamptz)
    AND drawing.srid = CAST(:srid AS integer)
    AND drawing.zoom = CAST(:zoom AS smallint)
    AND drawing.known @> CAST(:known_at AS timestamptz)
