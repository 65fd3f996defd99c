-- Where the files of scenes lie.
-- :files   JSON array of {scene, key, path, source_sha256}
INSERT INTO image_file (scene_id, asset_key, path, source_sha256)
SELECT one.scene, one.key, one.path, decode(one.source_sha256, 'hex')
FROM jsonb_to_recordset(CAST(:files AS jsonb))
    AS one (scene text, key text, path text, source_sha256 text)
