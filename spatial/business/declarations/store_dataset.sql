-- Stores a declared dataset, or its next version.
-- Parameters: id, title, line, owner, holds (text[]), grade, minimum_cell, retention_months,
--   declaration (jsonb), by, run (of the ingest that brought it, or null).
INSERT INTO dataset (
    id, title, line, owner, holds, grade, minimum_cell, retention_months, declaration,
    declared_by, run_id
)
VALUES (
    :id, :title, :line, :owner, CAST(:holds AS text[]), :grade, :minimum_cell, :retention_months,
    CAST(:declaration AS jsonb), :by, :run
)
ON CONFLICT (id) DO UPDATE SET
    title = excluded.title,
    line = excluded.line,
    owner = excluded.owner,
    holds = excluded.holds,
    grade = excluded.grade,
    minimum_cell = excluded.minimum_cell,
    retention_months = excluded.retention_months,
    declaration = excluded.declaration,
    version = dataset.version + 1,
    declared_at = now(),
    declared_by = excluded.declared_by,
    run_id = coalesce(excluded.run_id, dataset.run_id)
