-- What of each area of a dataset, as it stands on a day, lies in no area of another (or not in the
-- one that it has to keep to).
-- Parameters: as of overlap.sql, and least_m2 (double precision: what is smaller is no overstep).
-- Output: record_id, key, name, matched (the keys of the areas that were set against it, in order),
--   atom_id, lon, lat (of a point inside the area; CGCS2000), size_m2, beyond_m2 (geodesic), geom
--   (GeoJSON of what lies beyond), by key.
-- Index: record_geom for the areas around each one; with a match record_key.
WITH own AS (
    SELECT r.id, r.key, r.attributes ->> 'name' AS name, r.geom,
        CASE WHEN :match = 'key' THEN r.key ELSE r.attributes ->> CAST(:match AS text) END AS wanted
    FROM record AS r
    WHERE r.dataset_id = :dataset AND r.holds = 'areas'
        AND r.known_from <= :known_at AND r.known_until > :known_at
        AND r.valid @> CAST(:day AS date)
),
beyond AS (
    SELECT own.id, own.key, own.name, own.geom, other.matched,
        CASE WHEN other.geom IS NULL THEN own.geom
            ELSE ST_CollectionExtract(ST_Difference(own.geom, other.geom), 3) END AS outside
    FROM own
    CROSS JOIN LATERAL (
        SELECT ST_Union(a.geom) AS geom, array_agg(a.key ORDER BY a.key) AS matched
        FROM record AS a
        WHERE a.dataset_id = :areas AND a.holds = 'areas'
            AND a.known_from <= :known_at AND a.known_until > :known_at
            AND a.valid @> CAST(:day AS date)
            AND ST_Intersects(a.geom, own.geom)
            AND (CAST(:match AS text) IS NULL OR a.key = own.wanted)
    ) AS other
)
SELECT
    beyond.id AS record_id, beyond.key, beyond.name,
    coalesce(beyond.matched, '{}') AS matched,
    (
        SELECT p.atom_id FROM record_place AS p
        WHERE p.record_id = beyond.id AND p.level = CAST(:base AS text)
            AND p.known_from <= :known_at AND p.known_until > :known_at
        ORDER BY p.atom_id LIMIT 1
    ) AS atom_id,
    ST_X(point.geom) AS lon, ST_Y(point.geom) AS lat,
    ST_Area(beyond.geom::geography) AS size_m2,
    ST_Area(beyond.outside::geography) AS beyond_m2,
    ST_AsGeoJSON(beyond.outside, 8, 0) AS geom
FROM beyond
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(beyond.geom)) AS point (geom)
WHERE ST_Area(beyond.outside::geography) >= :least_m2
ORDER BY beyond.key
