-- One vector tile of the boundary markers as of one day, ready to send.
--
-- Parameters: srid (of the grid); west, south, east, north (of the tile in its CRS, east first);
--   day (a date, or -infinity for all that lies before the first edition); layer (name of the MVT
--   layer).
--   internal (whether fields that are not open are shown).
-- Columns: build (which build it was read from, NULL before the first), tile (bytea, may be empty).
-- CRS: markers are stored in CGCS2000; the tile's box is transformed for the search, then only the
--   points found in it.
-- Index: boundary_marker_geom.
WITH tile AS (
    SELECT ST_MakeEnvelope(:west, :south, :east, :north, :srid) AS box
),
drawn AS MATERIALIZED (
    SELECT
        marker.id, marker.number, marker.line_name,
        CASE WHEN CAST(:internal AS boolean) THEN marker.state END AS state,
        ST_AsMVTGeom(ST_Transform(marker.geom, :srid), tile.box, 4096, 64, true) AS point
    FROM tile
    JOIN boundary_marker AS marker
        ON marker.geom && ST_Transform(
            ST_Expand(tile.box, (ST_XMax(tile.box) - ST_XMin(tile.box)) / 4096), 4490)
    WHERE marker.valid @> CAST(:day AS date) AND upper_inf(marker.known)
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
