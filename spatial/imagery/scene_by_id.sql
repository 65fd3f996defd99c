-- One scene.
-- :id, :collection   text
-- → id text, geometry jsonb (GeoJSON), content jsonb, files jsonb (path of each asset); or no row
-- Index: the unique one on id of the partition of pgstac.items.
SELECT
    id,
    ST_AsGeoJSON(geometry, 15)::jsonb AS geometry,
    content,
    (SELECT jsonb_object_agg(asset_key, path) FROM image_file WHERE scene_id = items.id) AS files
FROM pgstac.items
WHERE collection = :collection AND id = :id
