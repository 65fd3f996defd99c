-- One vector tile of one division level as of one day, as known now, ready to send.
--
-- Parameters: z, x, y (WebMercatorQuad, y from the north); band (of the drawing: smallest zoom it
--   serves); level; day (a date, or -infinity for all that lies before the first edition);
--   layer, label_layer (names of the two MVT layers); cell (metres of EPSG:3857 in one tile unit).
-- Columns: build (which build it was read from, NULL before the first), tile (bytea, may be empty).
-- Order by id: the same rows give the same bytes, whatever plan was taken.
-- CRS: drawings are stored in EPSG:3857, so no shape is transformed here. Label points are
--   CGCS2000; the tile's box is transformed for the search, then only the points found in it.
-- Indexes: division_area_drawing_band_geom, division_area_pkey, division_area_label.
WITH found AS MATERIALIZED (
    SELECT
        area.id, area.code, area.name, area.level, area.parent_code, area.grade, area.flag,
        area.note, drawing.geom,
        ST_AsMVTGeom(drawing.geom, ST_TileEnvelope(:z, :x, :y), 4096, 64, true) AS shape
    FROM division_area_drawing AS drawing
    JOIN division_area AS area ON area.id = drawing.area_id
    WHERE drawing.band = :band
        AND drawing.geom && ST_TileEnvelope(:z, :x, :y, margin => 64.0 / 4096)
        AND area.level = :level
        AND area.valid @> CAST(:day AS date)
        AND upper_inf(area.known)
),
drawn AS (
    SELECT
        id, code, name, level, parent_code, grade, flag, note, CAST(NULL AS boolean) AS small,
        shape
    FROM found
    WHERE shape IS NOT NULL
    UNION ALL
    -- ST_AsMVTGeom drops what collapses on the tile's grid; a unit must not vanish from the map, so
    -- a square of two units stands for it. Large shapes that merely pass by the tile are left out
    -- by their area (a sliver of 1000 square units may still collapse).
    SELECT
        id, code, name, level, parent_code, grade, flag, note, true,
        ST_AsMVTGeom(
            ST_Expand(ST_PointOnSurface(geom), CAST(:cell AS float8)),
            ST_TileEnvelope(:z, :x, :y), 4096, 64, true
        )
    FROM found
    WHERE shape IS NULL AND ST_Area(geom) < 1000 * CAST(:cell AS float8) ^ 2
),
labelled AS MATERIALIZED (
    SELECT
        id, code, name, level, parent_code, grade, flag,
        ST_AsMVTGeom(
            ST_Transform(label_point, 3857), ST_TileEnvelope(:z, :x, :y), 4096, 64, true
        ) AS point
    FROM division_area
    WHERE label_point && ST_Transform(ST_TileEnvelope(:z, :x, :y, margin => 1.0 / 4096), 4490)
        AND level = :level
        AND valid @> CAST(:day AS date)
        AND upper_inf(known)
)
SELECT
    (SELECT fingerprint || ' ' || built_at FROM division_build) AS build,
    coalesce(
        (SELECT ST_AsMVT(drawn, :layer, 4096, 'shape', 'id' ORDER BY id)
         FROM drawn WHERE shape IS NOT NULL),
        ''
    ) || coalesce(
        -- Half open on the rounded grid: a point on a tile's edge is in one tile only.
        (SELECT ST_AsMVT(labelled, :label_layer, 4096, 'point', 'id' ORDER BY id)
         FROM labelled
         WHERE ST_X(point) >= 0 AND ST_X(point) < 4096 AND ST_Y(point) >= 0 AND ST_Y(point) < 4096),
        ''
    ) AS tile
