-- Writes the track pieces of the hours in the temporary table touched_hour
-- (device_id, hour, hour_end), whose old pieces have been deleted before.
-- Parameters: gap (interval), jump_m (metres on the sphere), radius_m (of that sphere),
--   low_m (tolerance of geom_low, metres of EPSG:3857).
-- A new piece begins after a gap or a jump (spatial/locations/tracks.py has the same rule). The
-- first fix after the hour joins its last piece where neither lies between, so that drawn pieces
-- meet; it is counted in its own hour only.
-- CRS: fixes 1e-7 degree CGCS2000, pieces EPSG:3857 (latitudes beyond its ±85.0511 are drawn at
-- its edge). Index relied on: the key of position_fix (device_id, fixed_at, …).
INSERT INTO track_piece (device_id, hour, during, n, geom, geom_low)
WITH vertex AS (
    SELECT touched.device_id, touched.hour, true AS own, held.*
    FROM touched_hour AS touched
    CROSS JOIN LATERAL (
        SELECT fix.fixed_at, fix.fix_key,
            fix.lon_e7 / 1e7::float8 AS lon, fix.lat_e7 / 1e7::float8 AS lat
        FROM position_fix AS fix
        WHERE fix.device_id = touched.device_id
            AND fix.fixed_at >= touched.hour AND fix.fixed_at < touched.hour_end
        -- Keeps this an hour at a time, by the key: of months that are being loaded the planner
        -- has no statistics to find that by itself.
        OFFSET 0
    ) AS held
    UNION ALL
    SELECT touched.device_id, touched.hour, false, following.*
    FROM touched_hour AS touched
    CROSS JOIN LATERAL (
        SELECT fix.fixed_at, fix.fix_key, fix.lon_e7 / 1e7::float8, fix.lat_e7 / 1e7::float8
        FROM position_fix AS fix
        WHERE fix.device_id = touched.device_id
            AND fix.fixed_at >= touched.hour_end AND fix.fixed_at < touched.hour_end + :gap
        ORDER BY fix.fixed_at, fix.fix_key
        LIMIT 1
    ) AS following
),
stepped AS (
    SELECT vertex.*,
        lag(fixed_at) OVER in_order AS before_at,
        lag(lon) OVER in_order AS before_lon,
        lag(lat) OVER in_order AS before_lat
    FROM vertex
    WINDOW in_order AS (PARTITION BY device_id, hour ORDER BY fixed_at, fix_key)
),
numbered AS (
    SELECT stepped.*,
        count(*) FILTER (
            WHERE fixed_at - before_at > :gap
                OR abs(lon - before_lon) > 180
                -- So few degrees are no jump on any part of the earth; nearly every step ends here.
                OR abs(lon - before_lon) + abs(lat - before_lat)
                        > degrees(CAST(:jump_m AS float8) / CAST(:radius_m AS float8))
                    AND 2 * CAST(:radius_m AS float8) * asin(least(1, sqrt(
                        sin(radians(lat - before_lat) / 2) ^ 2
                        + cos(radians(lat)) * cos(radians(before_lat))
                            * sin(radians(lon - before_lon) / 2) ^ 2
                    ))) > CAST(:jump_m AS float8)
        ) OVER (PARTITION BY device_id, hour ORDER BY fixed_at, fix_key) AS piece
    FROM stepped
),
drawn AS (
    SELECT device_id, hour,
        tstzrange(
            min(fixed_at), max(fixed_at), CASE WHEN bool_and(own) THEN '[]' ELSE '[)' END
        ) AS during,
        count(*) FILTER (WHERE own) AS n,
        ST_Transform(
            ST_SetSRID(
                CASE WHEN count(*) = 1
                    THEN ST_MakePointM(min(lon), min(edge), extract(epoch FROM min(fixed_at))::float8)
                    ELSE ST_MakeLine(
                        ST_MakePointM(lon, edge, extract(epoch FROM fixed_at)::float8)
                        ORDER BY fixed_at, fix_key
                    )
                END,
                4490
            ),
            3857
        ) AS geom
    FROM numbered
    CROSS JOIN LATERAL (SELECT greatest(-85.0511, least(85.0511, lat)) AS edge) AS mercator
    GROUP BY device_id, hour, piece
    HAVING bool_or(own)
)
SELECT device_id, hour, during, n, geom, ST_Simplify(geom, :low_m, true)
FROM drawn
