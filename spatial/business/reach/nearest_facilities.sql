-- The facilities of a dataset that are nearest to a place among those that stand on a day.
-- Parameters: dataset (text), day (date), known_at (timestamptz), lon, lat (degrees, EPSG:4490),
--   wanted (int).
-- Output: key, name, lon, lat (EPSG:4490), metres (geodesic, on the ellipsoid), attributes; nearest
--   first, and by key where they are equally far.
-- Index: record_nearest (dataset_id, valid, geography(geom)), twice, for what is known now; what was
-- known then and is no longer is looked through, by record_corrected. The order by <-> is that of
-- the sphere and differs from the geodesic one by up to 0.6 %. So the first step only learns how far
-- the wanted number reaches on the ellipsoid; all that could be nearer lies within that reach and is
-- ordered exactly in the second. The millimetre covers the rounding of ST_Distance.
WITH place AS (
    SELECT geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)) AS here
),
corrected AS (
    SELECT r.id FROM record AS r
    WHERE r.dataset_id = :dataset AND r.holds = 'facilities' AND r.known_until < 'infinity'
      AND r.valid @> CAST(:day AS date)
      AND r.known_from <= CAST(:known_at AS timestamptz)
      AND CAST(:known_at AS timestamptz) < r.known_until
),
candidate AS (
    SELECT geography(r.geom) AS there
    FROM record AS r
    WHERE r.holds = 'facilities' AND r.known_until = 'infinity'
      AND r.dataset_id = :dataset AND r.valid @> CAST(:day AS date)
      AND r.known_from <= CAST(:known_at AS timestamptz)
      AND r.geom IS NOT NULL
    ORDER BY geography(r.geom) <-> geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    LIMIT :wanted
),
reach AS (
    SELECT
        CASE WHEN count(*) < :wanted THEN 30000000
            ELSE max(ST_Distance(candidate.there, place.here)) + 0.001 END AS metres
    FROM candidate CROSS JOIN place
),
near AS (
    SELECT r.key, r.geom, r.attributes
    FROM record AS r
    WHERE r.holds = 'facilities' AND r.known_until = 'infinity'
      AND r.dataset_id = :dataset
      -- Not as a condition of an index: that of versions would take it, and read the whole dataset.
      AND (r.valid @> CAST(:day AS date)) IS TRUE
      AND r.known_from <= CAST(:known_at AS timestamptz)
      AND ST_DWithin(
          geography(r.geom),
          geography(ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)),
          (SELECT metres FROM reach)
      )
    UNION ALL
    SELECT r.key, r.geom, r.attributes
    FROM record AS r JOIN corrected ON corrected.id = r.id
    WHERE r.geom IS NOT NULL
)
SELECT
    near.key,
    near.attributes ->> 'name' AS name,
    ST_X(ST_PointOnSurface(near.geom)) AS lon,
    ST_Y(ST_PointOnSurface(near.geom)) AS lat,
    ST_Distance(geography(near.geom), place.here) AS metres,
    near.attributes
FROM near CROSS JOIN place
ORDER BY metres, near.key
LIMIT :wanted
