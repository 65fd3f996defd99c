-- Keeps the declaration that is about to be replaced.
-- Parameters: id; declaration (jsonb): what it is (of an older release the stored one is empty).
INSERT INTO dataset_declaration (dataset_id, version, declaration, declared_at, declared_by)
SELECT id, version, CAST(:declaration AS jsonb), declared_at, declared_by
FROM dataset WHERE id = :id
