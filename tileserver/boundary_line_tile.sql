-- One vector tile of the boundary lines as of one day, ready to send.
--
-- Parameters: z, x, y (WebMercatorQuad, y from the north); band (of the drawing: smallest zoom it
--   serves); day (a date, or -infinity for all that lies before the first edition);
--   layer (name of the MVT layer); cell (metres of EPSG:3857 in one tile unit).
-- Columns: build (which build it was read from, NULL before the first), tile (bytea, may be empty).
-- CRS: drawings are stored in EPSG:3857; nothing is transformed here.
-- Indexes: boundary_line_drawing_band_geom, boundary_line_pkey.
WITH found AS MATERIALIZED (
    SELECT
        line.id, line.kind, line.name, drawing.geom,
        ST_AsMVTGeom(drawing.geom, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS shape
    FROM boundary_line_drawing AS drawing
    JOIN boundary_line AS line ON line.id = drawing.line_id
    WHERE drawing.band = :band
        AND drawing.geom && ST_TileEnvelope(:z, :x, :y, margin => 64.0 / 4096)
        AND line.valid @> CAST(:day AS date)
),
drawn AS (
    SELECT id, kind, name, CAST(NULL AS boolean) AS small, shape
    FROM found
    WHERE shape IS NOT NULL
    UNION ALL
    -- A line that collapses on the tile's grid stays as a stroke of two units. Long lines that
    -- merely pass by the tile are left out by their length.
    SELECT
        id, kind, name, true,
        ST_AsMVTGeom(
            ST_MakeLine(
                ST_Translate(ST_PointN(ST_GeometryN(geom, 1), 1), -CAST(:cell AS float8), 0),
                ST_Translate(ST_PointN(ST_GeometryN(geom, 1), 1), CAST(:cell AS float8), 0)
            ),
            ST_TileEnvelope(:z, :x, :y), 4096, 64, true
        )
    FROM found
    WHERE shape IS NULL AND ST_Length(geom) < 32 * CAST(:cell AS float8)
)
SELECT
    (SELECT fingerprint || ' ' || built_at FROM division_build) AS build,
    coalesce(
        (SELECT ST_AsMVT(drawn, :layer, 4096, 'shape', 'id' ORDER BY id)
         FROM drawn WHERE shape IS NOT NULL),
        ''
    ) AS tile
