-- Where the boundary markers stand as of one day.
-- Parameters: day (a date, or -infinity).
-- Columns: shape (WKB; degrees, CGCS2000, longitude first).
SELECT ST_AsBinary(geom) AS shape
FROM boundary_marker
WHERE valid @> CAST(:day AS date) AND upper_inf(known)
