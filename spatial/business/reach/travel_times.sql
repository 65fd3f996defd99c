-- How long it takes to every node of the roads from the nearest of several origins, by pgRouting.
-- Parameters: west, south, east, north, day, known_at, walking, turned, walk_kmh: which roads, as in
--   roads_in_box.sql; tails (bigint[]: origins as negative numbers), heads (bigint[]: nodes to which
--   each leads), seconds (float8[]: how long it takes there), origins (bigint[]), limit_s (float8).
-- Output: origin (negative number), node, seconds. A node appears once, with its nearest origin.
-- Index: road_edge_geom, for the box within the statement that pgRouting runs.
-- An origin lies on an edge, not on a node: it is a node of its own with edges to the ends of the
-- edge, whose cost is the way beside the road and the part of the edge.
SELECT found.from_v AS origin, found.node, found.agg_cost AS seconds
FROM pgr_drivingDistance(
    format(
        $edges$
        SELECT
            e.id, e.source, e.target,
            CASE WHEN %1$L::boolean THEN way.back ELSE way.ahead END AS cost,
            CASE WHEN %1$L::boolean THEN way.ahead ELSE way.back END AS reverse_cost
        FROM road_edge AS e
        CROSS JOIN LATERAL (
            SELECT
                CASE WHEN %2$L::boolean THEN e.walkable
                    ELSE e.direction IN ('both', 'forward') END AS forward,
                CASE WHEN %2$L::boolean THEN e.walkable
                    ELSE e.direction IN ('both', 'backward') END AS backward,
                3.6 * e.length_m
                    / CASE WHEN %2$L::boolean THEN %3$L::float8 ELSE e.speed_kmh END AS seconds
        ) AS may
        CROSS JOIN LATERAL (
            SELECT
                CASE WHEN may.forward THEN may.seconds ELSE -1 END AS ahead,
                CASE WHEN may.backward THEN may.seconds ELSE -1 END AS back
        ) AS way
        WHERE e.geom && ST_MakeEnvelope(%4$L::float8, %5$L::float8, %6$L::float8, %7$L::float8, 4490)
          AND e.valid @> %8$L::date
          AND e.known_from <= %9$L::timestamptz
          AND %9$L::timestamptz < e.known_until
          AND (may.forward OR may.backward)
        UNION ALL
        SELECT -leg.number, leg.tail, leg.head, leg.seconds, -1
        FROM unnest(%10$L::bigint[], %11$L::bigint[], %12$L::float8[])
            WITH ORDINALITY AS leg (tail, head, seconds, number)
        $edges$,
        CAST(:turned AS boolean), CAST(:walking AS boolean), CAST(:walk_kmh AS float8),
        CAST(:west AS float8), CAST(:south AS float8), CAST(:east AS float8),
        CAST(:north AS float8), CAST(:day AS date), CAST(:known_at AS timestamptz),
        CAST(:tails AS bigint[]), CAST(:heads AS bigint[]), CAST(:seconds AS float8[])
    ),
    CAST(:origins AS bigint[]), CAST(:limit_s AS float8), true, true
) AS found
WHERE found.node > 0
