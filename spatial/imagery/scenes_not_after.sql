-- The scenes taken before an instant whose footprint meets a box, newest first; of two of the same
-- instant the finer one first.
-- :west, :south, :east, :north   degrees, CGCS2000; east >= west
-- :before                        instant, not included
-- :open_only                     whether only scenes of the grade open are asked for
-- :limit                         most rows
-- → id text, geometry jsonb (GeoJSON), content jsonb (the other members of the STAC item),
--   files jsonb (path of each asset)
-- Index: geometry_idx (GiST) of the partition of pgstac.items; where the box is large,
-- datetime_idx (datetime DESC), read until the limit is reached.
SELECT
    id,
    ST_AsGeoJSON(geometry, 15)::jsonb AS geometry,
    content,
    (SELECT jsonb_object_agg(asset_key, path) FROM image_file WHERE scene_id = items.id) AS files
FROM pgstac.items
WHERE collection = 'scenes'
  AND ST_Intersects(geometry, ST_MakeEnvelope(:west, :south, :east, :north, 4326))
  AND content->'properties'->>'shikong:time_precision' <> 'unknown'
  AND NOT content->'properties'->'shikong:flags' ? 'raw'
  AND (NOT :open_only OR content->'properties'->>'shikong:grade' = 'open')
  AND datetime < :before
ORDER BY datetime DESC, (content->'properties'->>'gsd')::float8, id
LIMIT :limit
