-- What is drawn of the units of a level within a box on a day.
-- Parameters: level, day (date), scheme, known_at, west, south, east, north (degrees).
-- Columns: code, name, geom (WKB, CGCS2000, longitude latitude; cut at the box).
-- Index: that of division_area.geom.
SELECT area.code, area.name,
    ST_AsBinary(
        ST_ClipByBox2D(
            area.geom, CAST(ST_MakeEnvelope(:west, :south, :east, :north, 4490) AS box2d))) AS geom
FROM division_area AS area
JOIN division ON division.id = area.division_id
WHERE division.scheme = :scheme
    AND area.level = :level
    AND area.{valid} @> CAST(:day AS date)
    AND area.known @> CAST(:known_at AS timestamptz)
    AND area.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4490)
ORDER BY area.code
