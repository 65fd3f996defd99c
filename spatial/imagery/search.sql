-- The scenes that answer a search, newest first, those of unknown time last.
-- :area           geometry as WKB, degrees, CGCS2000; NULL for all places
-- :start, :end    instants, [start, end); NULL for a side that is not limited. With either of them a
--                 scene whose time nobody knows is left out.
-- :cloud_max      share 0 to 1; a scene of which nobody tells its clouds is left out; NULL for all
-- :platform, :instrument, :level   as the catalogue writes them, in any case; NULL for all
-- :finest, :coarsest   metres, both included; NULL for a side that is not limited
-- :drawn          true: without raw scenes; false: those alone; NULL for all
-- :limit, :offset
-- → id text, geometry jsonb (GeoJSON), content jsonb (the other members of the STAC item),
--   files jsonb (path of each asset), total bigint (rows without limit and offset)
-- Index: geometry_idx (GiST) and datetime_idx of the partition of pgstac.items.
WITH hit AS MATERIALIZED (
    SELECT id, datetime,
        content->'properties'->>'shikong:time_precision' = 'unknown' AS timeless
    FROM pgstac.items
    WHERE collection = 'scenes'
      AND (
          CAST(:area AS bytea) IS NULL
          OR ST_Intersects(geometry, ST_GeomFromWKB(CAST(:area AS bytea), 4326))
      )
      AND (
          (CAST(:start AS timestamptz) IS NULL AND CAST(:end AS timestamptz) IS NULL)
          OR content->'properties'->>'shikong:time_precision' <> 'unknown'
      )
      AND datetime >= COALESCE(CAST(:start AS timestamptz), '-infinity')
      AND datetime < COALESCE(CAST(:end AS timestamptz), 'infinity')
      AND (
          CAST(:cloud_max AS float8) IS NULL
          OR (content->'properties'->>'eo:cloud_cover')::float8
              <= CAST(:cloud_max AS float8) * 100 + 1e-9
      )
      AND (
          CAST(:platform AS text) IS NULL
          OR lower(content->'properties'->>'platform') = lower(:platform)
      )
      AND (
          CAST(:instrument AS text) IS NULL
          OR lower(content->'properties'->'instruments'->>0) = lower(:instrument)
      )
      AND (
          CAST(:level AS text) IS NULL
          OR lower(content->'properties'->>'processing:level') = lower(:level)
      )
      AND (
          CAST(:finest AS float8) IS NULL
          OR (content->'properties'->>'gsd')::float8 >= CAST(:finest AS float8)
      )
      AND (
          CAST(:coarsest AS float8) IS NULL
          OR (content->'properties'->>'gsd')::float8 <= CAST(:coarsest AS float8)
      )
      AND (
          CAST(:drawn AS boolean) IS NULL
          OR CAST(:drawn AS boolean) <> (content->'properties'->'shikong:flags' ? 'raw')
      )
),
page AS (
    SELECT id, datetime, timeless
    FROM hit
    ORDER BY timeless, datetime DESC, id
    LIMIT :limit OFFSET :offset
)
SELECT
    (SELECT count(*) FROM hit) AS total,
    i.id,
    ST_AsGeoJSON(i.geometry, 15)::jsonb AS geometry,
    i.content,
    (SELECT jsonb_object_agg(asset_key, path) FROM image_file WHERE scene_id = i.id) AS files
FROM (SELECT 1) AS one
LEFT JOIN page ON true
LEFT JOIN pgstac.items AS i ON i.collection = 'scenes' AND i.id = page.id
ORDER BY page.timeless, page.datetime DESC, page.id
