-- The nearest facilities of a dataset among those that stand on a day, nearest first.
-- Parameters: kind (text, the dataset), day (date), lon, lat (degrees, EPSG:4490), wanted (int).
-- Output: id, name, address, beds (null where the register says nothing), lon, lat (EPSG:4490),
--   distance_m (geodesic, on the ellipsoid), valid_from, valid_to (exclusive, null when open).
-- Index: record_nearest (dataset_id, valid, geography(geom)), twice. Its order by <-> is that of
-- the sphere and differs from the geodesic one by up to 0.6 %. So the first step only learns how far
-- the wanted number of candidates reaches on the ellipsoid; all that could be nearer lies within
-- that reach and is ordered exactly in the second. The millimetre covers the rounding of ST_Distance.
WITH candidate AS (
    SELECT geography(r.geom) AS place
    FROM record AS r
    WHERE r.dataset_id = :kind AND r.holds = 'facilities' AND r.known_until = 'infinity'
      AND r.valid @> CAST(:day AS date) AND r.geom IS NOT NULL
    ORDER BY geography(r.geom) <-> geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    LIMIT :wanted
),
reach AS (
    SELECT max(ST_Distance(
        c.place, geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    )) + 0.001 AS metres
    FROM candidate c
)
SELECT
    r.key AS id, r.attributes ->> 'name' AS name, r.attributes ->> 'address' AS address,
    CAST(r.attributes ->> 'beds' AS integer) AS beds,
    ST_X(r.geom) AS lon, ST_Y(r.geom) AS lat,
    ST_Distance(
        geography(r.geom), geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    ) AS distance_m,
    lower(r.valid) AS valid_from, upper(r.valid) AS valid_to
FROM record AS r
WHERE r.dataset_id = :kind AND r.holds = 'facilities' AND r.known_until = 'infinity'
  AND r.valid @> CAST(:day AS date)
  AND ST_DWithin(
      geography(r.geom),
      geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)),
      (SELECT metres FROM reach)
  )
ORDER BY distance_m, r.key
LIMIT :wanted
