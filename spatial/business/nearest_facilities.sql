-- The nearest facilities of a kind among those that stand on a day, nearest first.
-- Parameters: kind (text), day (date), lon, lat (degrees, EPSG:4490), wanted (int).
-- Output: id, name, address, beds, lon, lat (EPSG:4490), distance_m (geodesic, on the ellipsoid),
--   valid_from, valid_to (exclusive, null when open).
-- Index: facility_nearest (kind, valid, geography(geom)), twice. Its order by <-> is that of the
-- sphere and differs from the geodesic one by up to 0.6 %. So the first step only learns how far
-- the wanted number of candidates reaches on the ellipsoid; all that could be nearer lies within
-- that reach and is ordered exactly in the second. The millimetre covers the rounding of ST_Distance.
WITH candidate AS (
    SELECT geography(f.geom) AS place
    FROM facility f
    WHERE f.kind = :kind AND f.valid @> CAST(:day AS date)
    ORDER BY geography(f.geom) <-> geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    LIMIT :wanted
),
reach AS (
    SELECT max(ST_Distance(
        c.place, geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    )) + 0.001 AS metres
    FROM candidate c
)
SELECT
    f.id, f.name, f.address, f.beds, ST_X(f.geom) AS lon, ST_Y(f.geom) AS lat,
    ST_Distance(
        geography(f.geom), geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    ) AS distance_m,
    lower(f.valid) AS valid_from, upper(f.valid) AS valid_to
FROM facility f
WHERE f.kind = :kind AND f.valid @> CAST(:day AS date)
  AND ST_DWithin(
      geography(f.geom),
      geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)),
      (SELECT metres FROM reach)
  )
ORDER BY distance_m, f.id
LIMIT :wanted
