-- The facilities of a dataset that stand on a day, by key.
-- Parameters: dataset (text), day (date), known_at (timestamptz).
-- Output: key, name, lon, lat (degrees, EPSG:4490; of a polygon a point on it), attributes (jsonb).
-- Index: record_nearest by dataset and day for what is known now; else record_known.
SELECT
    r.key,
    r.attributes ->> 'name' AS name,
    ST_X(at.point) AS lon,
    ST_Y(at.point) AS lat,
    r.attributes
FROM record AS r
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Dimension(r.geom) = 0 THEN r.geom ELSE ST_PointOnSurface(r.geom) END AS point
) AS at
WHERE r.holds = 'facilities'
  AND r.dataset_id = :dataset
  AND r.valid @> CAST(:day AS date)
  AND r.known_from <= CAST(:known_at AS timestamptz)
  AND CAST(:known_at AS timestamptz) < r.known_until
  AND r.geom IS NOT NULL
ORDER BY r.key
