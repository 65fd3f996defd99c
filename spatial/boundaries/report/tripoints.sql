-- Where a line ends at others (三交点), on a day.
-- Parameters: number (of the line), day (date).
-- Columns: those of Tripoint. CRS: CGCS2000, longitude latitude.
SELECT id, name, codes, monument, ST_X(geom) AS lon, ST_Y(geom) AS lat
FROM tripoint
WHERE :number = ANY (lines)
    AND valid @> CAST(:day AS date)
    AND upper_inf(known)
ORDER BY name
