-- Where a facility stands on a day.
-- Parameters: dataset, key (text), day (date), known_at (timestamptz, NULL for now).
-- Output: name, lon, lat (degrees, EPSG:4490; of a polygon a point on it), at most one row.
-- Index: record_key.
SELECT r.attributes ->> 'name' AS name, ST_X(place.point) AS lon, ST_Y(place.point) AS lat
FROM record AS r
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Dimension(r.geom) = 0 THEN r.geom ELSE ST_PointOnSurface(r.geom) END
        AS point
) AS place
WHERE r.dataset_id = :dataset
    AND r.key = :key
    AND r.holds = 'facilities'
    AND r.valid @> CAST(:day AS date)
    AND r.known_from <= coalesce(CAST(:known_at AS timestamptz), now())
    AND r.known_until > coalesce(CAST(:known_at AS timestamptz), now())
    AND r.geom IS NOT NULL
LIMIT 1
