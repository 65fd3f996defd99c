-- Records of a dataset that stand on a day and meet areas of another that stand on it.
-- Parameters: dataset, areas (text), day (date), known_at (timestamptz), match (text: NULL for any
--   area; 'key', or a field of the record: only the area whose key is that), base (text: a level of
--   atoms).
-- Output: record_id, key, name, area_key, area_name, atom_id (of the record at that level, NULL
--   where it is not placed), lon, lat (of the record, or of a point inside it; CGCS2000), size_m2,
--   shared_m2 (geodesic; 0 of a point), by key and area_key.
-- Index: record_geom for the areas around each record, record_place_record.
SELECT
    r.id AS record_id, r.key, r.attributes ->> 'name' AS name,
    a.key AS area_key, a.attributes ->> 'name' AS area_name,
    (
        SELECT p.atom_id FROM record_place AS p
        WHERE p.record_id = r.id AND p.level = CAST(:base AS text)
            AND p.known_from <= :known_at AND p.known_until > :known_at
        ORDER BY p.atom_id LIMIT 1
    ) AS atom_id,
    ST_X(point.geom) AS lon, ST_Y(point.geom) AS lat,
    ST_Area(r.geom::geography) AS size_m2,
    CASE WHEN ST_Dimension(r.geom) < 2 THEN 0
        ELSE ST_Area(ST_Intersection(r.geom, a.geom)::geography) END AS shared_m2
FROM record AS r
JOIN record AS a
    ON a.dataset_id = :areas AND a.holds = 'areas'
    AND a.known_from <= :known_at AND a.known_until > :known_at
    AND a.valid @> CAST(:day AS date)
    AND ST_Intersects(a.geom, r.geom)
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Dimension(r.geom) = 0 THEN r.geom ELSE ST_PointOnSurface(r.geom) END
) AS point (geom)
WHERE r.dataset_id = :dataset AND r.holds <> 'cases'
    AND r.known_from <= :known_at AND r.known_until > :known_at
    AND r.valid @> CAST(:day AS date)
    AND (CAST(:match AS text) IS NULL OR a.key = CASE
        WHEN :match = 'key' THEN r.key ELSE r.attributes ->> CAST(:match AS text) END)
ORDER BY r.key, a.key
