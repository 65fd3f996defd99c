-- The box around all areas of a level as one sight shows them, in CGCS2000 degrees.
-- Parameters: level, day (a date, or -infinity), known_at. {valid}: column of the basis.
-- Columns: west, south, east, north; NULL where there is nothing.
SELECT
    ST_XMin(extent) AS west, ST_YMin(extent) AS south,
    ST_XMax(extent) AS east, ST_YMax(extent) AS north
FROM (
    SELECT ST_Extent(geom) AS extent
    FROM division_area
    WHERE level = :level
        AND {valid} @> CAST(:day AS date)
        AND known @> CAST(:known_at AS timestamptz)
) AS shown
