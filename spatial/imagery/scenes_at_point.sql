-- The scenes whose footprint holds a point, newest first.
-- :lon, :lat     degrees, CGCS2000
-- :start, :end   instants, [start, end); NULL for a side that is not limited. With either of them a
--                scene whose time nobody knows is left out; with neither it stands last.
-- :drawn         whether raw scenes, which are not drawn, are left out
-- :limit         most rows
-- → id text, geometry jsonb (GeoJSON), content jsonb (the other members of the STAC item),
--   files jsonb (path of each asset),
--   total bigint (rows without the limit)
-- Index: geometry_idx (GiST) of the partition of pgstac.items.
SELECT
    id,
    ST_AsGeoJSON(geometry, 15)::jsonb AS geometry,
    content,
    (SELECT jsonb_object_agg(asset_key, path) FROM image_file WHERE scene_id = items.id) AS files,
    count(*) OVER () AS total
FROM pgstac.items
WHERE collection = 'scenes'
  AND ST_Intersects(geometry, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326))
  AND NOT (:drawn AND content->'properties'->'shikong:flags' ? 'raw')
  AND (
      (CAST(:start AS timestamptz) IS NULL AND CAST(:end AS timestamptz) IS NULL)
      OR content->'properties'->>'shikong:time_precision' <> 'unknown'
  )
  AND datetime >= COALESCE(CAST(:start AS timestamptz), '-infinity')
  AND datetime < COALESCE(CAST(:end AS timestamptz), 'infinity')
ORDER BY
    content->'properties'->>'shikong:time_precision' = 'unknown',
    datetime DESC,
    id
LIMIT :limit
