-- Devices that were in an area within a span.
-- Parameters: polygon (WKB, CGCS2000 longitude latitude), starts, ends (timestamptz; half open),
--   west_e7, south_e7, east_e7, north_e7 (its box in 1e-7 degree, rounded outwards).
-- Columns: device, device_class, first, last (timestamptz), count, by device.
-- A fix on the edge is inside. Edges are straight in longitude and latitude (RFC 7946, 3.1.1).
-- Indexes relied on: track_piece_where_when finds the hours in which a device came near, the key of
-- position_fix their fixes; whole numbers of the box go before the exact test.
WITH area AS (
    SELECT ST_SetSRID(ST_GeomFromWKB(:polygon), 4490) AS geom
),
near AS MATERIALIZED (
    SELECT DISTINCT piece.device_id, piece.hour
    FROM track_piece AS piece
    WHERE piece.during && tstzrange(:starts, :ends, '[)')
        AND piece.geom && ST_Expand(
            ST_Transform(
                ST_MakeEnvelope(
                    CAST(:west_e7 AS int) / 1e7::float8,
                    greatest(-85.0511, least(85.0511, CAST(:south_e7 AS int) / 1e7::float8)),
                    CAST(:east_e7 AS int) / 1e7::float8,
                    greatest(-85.0511, least(85.0511, CAST(:north_e7 AS int) / 1e7::float8)),
                    4490
                ),
                3857
            ),
            1
        )
),
found AS (
    SELECT near.device_id, min(hour.first) AS first, max(hour.last) AS last,
        sum(hour.count)::bigint AS count
    FROM near
    CROSS JOIN area
    -- One hour of one device at a time, by the key: with any other join the planner may read whole
    -- months again and again where it has no statistics yet of freshly loaded ones.
    CROSS JOIN LATERAL (
        SELECT min(fix.fixed_at) AS first, max(fix.fixed_at) AS last, count(*) AS count
        FROM position_fix AS fix
        WHERE fix.device_id = near.device_id
            AND fix.fixed_at >= near.hour AND fix.fixed_at < near.hour + interval '1 hour'
            AND fix.fixed_at >= :starts AND fix.fixed_at < :ends
            AND fix.lon_e7 BETWEEN :west_e7 AND :east_e7
            AND fix.lat_e7 BETWEEN :south_e7 AND :north_e7
            AND ST_Covers(
                area.geom,
                ST_SetSRID(ST_MakePoint(fix.lon_e7 / 1e7::float8, fix.lat_e7 / 1e7::float8), 4490)
            )
    ) AS hour
    WHERE hour.count > 0
    GROUP BY near.device_id
)
SELECT device.name AS device, device.device_class, found.first, found.last, found.count
FROM found JOIN device ON device.id = found.device_id
ORDER BY device.name COLLATE "C"
