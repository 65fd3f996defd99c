-- Datasets as they are declared.
-- Parameters: ids (text[], null for all).
-- Output: id, title, line, owner, holds, grade, minimum_cell, retention_months, declaration,
--   version, declared_at, declared_by.
SELECT
    id, title, line, owner, holds, grade, minimum_cell, retention_months, declaration, version,
    declared_at, declared_by
FROM dataset
WHERE CAST(:ids AS text[]) IS NULL OR id = ANY(CAST(:ids AS text[]))
ORDER BY id
