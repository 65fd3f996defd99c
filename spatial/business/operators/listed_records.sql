-- Records of a dataset by their keys, as they were known at an instant.
-- Parameters: dataset (text), keys (text[]), known_at (timestamptz), day (date or NULL): on which
--   facilities and areas stand; NULL for their last version.
-- Output: key, day (of a case, else NULL), starts, lon, lat (of its point, CGCS2000),
--   division_code; by key, one each.
-- Index: record_key.
SELECT DISTINCT ON (r.key)
    r.key, r.day, lower(r.valid) AS starts,
    ST_X(point.geom) AS lon, ST_Y(point.geom) AS lat, r.division_code
FROM record AS r
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Dimension(r.geom) = 0 THEN r.geom ELSE ST_PointOnSurface(r.geom) END
) AS point (geom)
WHERE r.dataset_id = :dataset
    AND r.key = ANY(CAST(:keys AS text[]))
    AND r.known_from <= :known_at AND r.known_until > :known_at
    AND (r.valid IS NULL OR CAST(:day AS date) IS NULL OR r.valid @> CAST(:day AS date))
ORDER BY r.key, lower(r.valid) DESC
