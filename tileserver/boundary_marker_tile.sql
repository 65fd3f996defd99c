-- One vector tile of the boundary markers as of one day, ready to send.
--
-- Parameters: z, x, y (WebMercatorQuad, y from the north); day (a date, or -infinity for all that
--   lies before the first edition); layer (name of the MVT layer).
-- Columns: build (which build it was read from, NULL before the first), tile (bytea, may be empty).
-- CRS: markers are CGCS2000; the tile's box is transformed for the search, then only the points
--   found in it.
-- Index: boundary_marker_geom.
WITH drawn AS MATERIALIZED (
    SELECT
        id, number, line_name, state,
        ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS point
    FROM boundary_marker
    WHERE geom && ST_Transform(ST_TileEnvelope(:z, :x, :y, margin => 1.0 / 4096), 4490)
        AND valid @> CAST(:day AS date)
)
SELECT
    (SELECT fingerprint || ' ' || built_at FROM division_build) AS build,
    coalesce(
        -- Half open on the rounded grid: a point on a tile's edge is in one tile only.
        (SELECT ST_AsMVT(drawn, :layer, 4096, 'point', 'id' ORDER BY id)
         FROM drawn
         WHERE ST_X(point) >= 0 AND ST_X(point) < 4096 AND ST_Y(point) >= 0 AND ST_Y(point) < 4096),
        ''
    ) AS tile
