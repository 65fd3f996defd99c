-- Keeps the declaration that is about to be replaced; of an older release there is none.
-- Parameters: id.
INSERT INTO dataset_declaration (dataset_id, version, declaration, declared_at, declared_by)
SELECT id, version, declaration, declared_at, declared_by
FROM dataset WHERE id = :id AND declaration <> '{}'
