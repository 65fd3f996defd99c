-- One vector tile of the boundary lines as of one day, ready to send.
--
-- Parameters: srid (of the grid), zoom (whose drawings serve); left, top, edge, margin (of the
--   tile, in pixels of that zoom, x to the east and y to the south); scale (pixels of the tile in
--   one of those); day (a date, or -infinity for all that lies before the first edition);
--   layer (name of the MVT layer).
-- Columns: build (which build it was read from, NULL before the first), tile (bytea, may be empty).
-- CRS: none is met here, drawings stand on the pixels of their zoom.
-- Indexes: boundary_line_drawing_where, boundary_line_pkey.
WITH tile AS (
    SELECT ST_MakeEnvelope(
        CAST(:left AS float8) - CAST(:margin AS float8),
        CAST(:top AS float8) - CAST(:margin AS float8),
        CAST(:left AS float8) + CAST(:edge AS float8) + CAST(:margin AS float8),
        CAST(:top AS float8) + CAST(:edge AS float8) + CAST(:margin AS float8)
    ) AS around
),
drawn AS MATERIALIZED (
    SELECT
        line.id, line.kind, line.name,
        ST_TransScale(
            CASE
                WHEN drawing.shape @ tile.around THEN drawing.shape
                ELSE ST_SnapToGrid(ST_ClipByBox2D(drawing.shape, Box2D(tile.around)), 1)
            END,
            -CAST(:left AS float8), -CAST(:top AS float8),
            CAST(:scale AS float8), CAST(:scale AS float8)
        ) AS shape
    FROM tile
    JOIN boundary_line_drawing AS drawing ON drawing.shape && tile.around
    JOIN boundary_line AS line ON line.id = drawing.line_id
    WHERE drawing.srid = CAST(:srid AS integer)
        AND drawing.zoom = CAST(:zoom AS smallint)
        AND line.valid @> CAST(:day AS date)
)
SELECT
    (SELECT fingerprint || ' ' || built_at FROM division_build) AS build,
    coalesce(
        (SELECT ST_AsMVT(drawn, :layer, 4096, 'shape', 'id' ORDER BY id)
         FROM drawn WHERE NOT ST_IsEmpty(shape)),
        ''
    ) AS tile
