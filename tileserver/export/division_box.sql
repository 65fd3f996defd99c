-- The box around the area of a division as one sight shows it.
-- Parameters: code, day (a date, or -infinity), known_at. {valid}: column of the basis.
-- Columns: west, south, east, north in degrees, CGCS2000; NULL where it has no area.
SELECT
    ST_XMin(extent) AS west, ST_YMin(extent) AS south,
    ST_XMax(extent) AS east, ST_YMax(extent) AS north
FROM (
    SELECT ST_Extent(geom) AS extent
    FROM division_area
    WHERE code = :code
        AND {valid} @> CAST(:day AS date)
        AND known @> CAST(:known_at AS timestamptz)
) AS shown
