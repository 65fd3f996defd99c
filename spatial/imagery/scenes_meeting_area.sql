-- The scenes taken in a window whose footprint meets an area, oldest first.
-- :area          polygon as WKB, degrees, CGCS2000
-- :start, :end   instants, [start, end)
-- :limit         most rows
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
  AND ST_Intersects(geometry, ST_GeomFromWKB(:area, 4326))
  AND content->'properties'->>'shikong:time_precision' <> 'unknown'
  AND NOT content->'properties'->'shikong:flags' ? 'raw'
  AND datetime >= :start
  AND datetime < :end
ORDER BY datetime, id
LIMIT :limit
