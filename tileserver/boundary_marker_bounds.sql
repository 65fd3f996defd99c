-- The box around all that the layer shows as of one day; read once per edition.
--
-- Parameters: day (a date, or -infinity for all that lies before the first edition).
-- Columns: west, south, east, north in degrees, CGCS2000; all NULL where there is nothing.
SELECT
    ST_XMin(extent) AS west, ST_YMin(extent) AS south,
    ST_XMax(extent) AS east, ST_YMax(extent) AS north
FROM (
    SELECT ST_Extent(geom) AS extent
    FROM boundary_marker
    WHERE valid @> CAST(:day AS date) AND upper_inf(known)
) AS shown
