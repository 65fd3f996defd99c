-- The scenes taken in a window whose footprint meets a box: those of the least cloud first, as their
-- producers tell it of the whole scene, those of which nobody tells last; or the newest first.
-- :west, :south, :east, :north   degrees, CGCS2000; east >= west
-- :start, :before                instants, [start, before)
-- :clearest                      whether by cloud; else by time
-- :open_only                     whether only scenes of the grade open are asked for
-- :limit                         most rows
-- → id text, geometry jsonb (GeoJSON), content jsonb (the other members of the STAC item),
--   files jsonb (path of each asset)
-- Index: geometry_idx (GiST) of the partition of pgstac.items.
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
  AND datetime >= :start
  AND datetime < :before
ORDER BY
    CASE WHEN :clearest THEN COALESCE(
        (content->'properties'->>'eo:cloud_cover')::float8,
        -- A mask tells of each place what nobody tells of the whole.
        CASE WHEN content->'properties' ? 'shikong:clouds' THEN 100 ELSE 101 END
    ) END,
    datetime DESC,
    (content->'properties'->>'gsd')::float8,
    id
LIMIT :limit
