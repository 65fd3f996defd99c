-- The plain way, for comparison: full detail, transformed at query time (as generic servers do).
--
-- Parameters: z, x, y; level; day; layer. Columns: tile (bytea).
SELECT ST_AsMVT(drawn, :layer, 4096, 'shape', 'id') AS tile
FROM (
    SELECT
        id, code, name, level, parent_code, grade, flag, note,
        ST_AsMVTGeom(
            ST_Transform(geom, 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64, true
        ) AS shape
    FROM division_area
    WHERE geom && ST_Transform(ST_TileEnvelope(:z, :x, :y, margin => 64.0 / 4096), 4490)
        AND level = :level
        AND valid @> CAST(:day AS date)
        AND upper_inf(known)
) AS drawn
WHERE shape IS NOT NULL
