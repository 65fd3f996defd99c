-- The roads on which somebody may travel in a box on a day.
-- Parameters: west, south, east, north (degrees, EPSG:4490), day (date), known_at (timestamptz),
--   walking (boolean; else driving), turned (boolean: costs against the direction of travel),
--   walk_kmh, with_shapes (boolean).
-- Output: id, source, target, cost and reverse_cost (seconds along the drawing and against it, -1
--   where nobody may go), joins (whether one may enter or leave between the ends), shape (WKB,
--   EPSG:4490), by id.
-- Index: road_edge_geom.
SELECT
    e.id, e.source, e.target,
    CASE WHEN :turned THEN way.back ELSE way.ahead END AS cost,
    CASE WHEN :turned THEN way.ahead ELSE way.back END AS reverse_cost,
    e.class <> 'motorway' AS joins,
    CASE WHEN :with_shapes THEN ST_AsBinary(e.geom) END AS shape
FROM road_edge AS e
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN :walking THEN e.walkable ELSE e.direction IN ('both', 'forward') END AS forward,
        CASE WHEN :walking THEN e.walkable ELSE e.direction IN ('both', 'backward') END AS backward,
        3.6 * e.length_m
            / CASE WHEN :walking THEN CAST(:walk_kmh AS float8) ELSE e.speed_kmh END AS seconds
) AS may
CROSS JOIN LATERAL (
    SELECT
        CASE WHEN may.forward THEN may.seconds ELSE -1 END AS ahead,
        CASE WHEN may.backward THEN may.seconds ELSE -1 END AS back
) AS way
WHERE e.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4490)
  AND e.valid @> CAST(:day AS date)
  AND e.known_from <= CAST(:known_at AS timestamptz)
  AND CAST(:known_at AS timestamptz) < e.known_until
  AND (may.forward OR may.backward)
ORDER BY e.id
