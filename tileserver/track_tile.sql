-- One vector tile of the tracks of work devices within a span.
-- Parameters: z, x, y (WebMercatorQuad, y from the north); starts, ends (timestamptz, half open).
-- Columns: mvt (bytea, empty where nothing is drawn), one row.
-- MVT layer `track`: lines, and points for lone fixes, with device, device_class and the first and
-- last instant drawn (text, UTC). A line that goes on over an end of the span is cut there, between
-- two fixes by proportion. CRS EPSG:3857; M of a piece is seconds since 1970-01-01 UTC.
-- Reads the view work_track_piece: personal trackers are never in it.
-- Index relied on: track_piece_where_when (geom, during).
WITH asked AS (
    SELECT
        ST_TileEnvelope(:z, :x, :y) AS tile,
        ST_TileEnvelope(:z, :x, :y, margin => 64.0 / 4096) AS near,
        tstzrange(:starts, :ends, '[)') AS span,
        extract(epoch FROM CAST(:starts AS timestamptz))::float8 AS first_m,
        extract(epoch FROM CAST(:ends AS timestamptz))::float8 AS last_m
),
piece AS (
    SELECT work.device, work.device_class, work.during,
        greatest(lower(work.during), :starts) AS first_at,
        least(upper(work.during), :ends) AS last_at,
        CASE WHEN CAST(:z AS int) <= 10 THEN work.geom_low ELSE work.geom END AS geom
    FROM work_track_piece AS work, asked
    WHERE work.geom && asked.near AND work.during && asked.span
),
feature AS (
    SELECT piece.device, piece.device_class, piece.first_at, piece.last_at,
        ST_AsMVTGeom(
            ST_Force2D(
                CASE WHEN piece.during <@ asked.span THEN piece.geom
                    ELSE ST_LocateBetween(piece.geom, asked.first_m, asked.last_m)
                END
            ),
            asked.tile, 4096, 64, true
        ) AS geom
    FROM piece, asked
)
SELECT coalesce(ST_AsMVT(drawn, 'track', 4096, 'geom'), ''::bytea) AS mvt
FROM (
    SELECT device, device_class,
        to_char(first_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS first,
        to_char(last_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS last,
        geom
    FROM feature
    WHERE geom IS NOT NULL
    -- The same content gives the same bytes, whenever its pieces were last rebuilt.
    ORDER BY device COLLATE "C", first_at, last_at, geom
) AS drawn
