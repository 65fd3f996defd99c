-- The units that stand on a day, by code.
-- Parameters: scheme, known_at, day (date), levels (text[]), low and high (codes from `low` on and
--   before `high`; high NULL for no end), parent (text or NULL), without (text[], types left out),
--   rows (bigint or NULL for all), skip (bigint).
-- Output: id, code, name, level, type, parent_code, identity.
-- Indexes: division_level_code by level and span of codes; division_parent with a parent.
SELECT id, code, name, level, type, parent_code, identity_id AS identity
FROM division
WHERE scheme = :scheme
    AND level = ANY(CAST(:levels AS text[]))
    AND code >= :low
    AND (CAST(:high AS text) IS NULL OR code < :high)
    AND {valid} @> CAST(:day AS date)
    AND known @> CAST(:known_at AS timestamptz)
    AND (CAST(:parent AS text) IS NULL OR parent_code = :parent)
    AND type <> ALL(CAST(:without AS text[]))
ORDER BY code
LIMIT CAST(:rows AS bigint) OFFSET :skip
