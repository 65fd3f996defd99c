-- Where sources say other than the registry, by source, day and code.
-- Parameters: scheme, known_at; source (name of its file, or NULL), as_of (date or NULL), kind (text
--   or NULL), low, high (codes from `low` on and before `high`; low NULL for any); rows (bigint or
--   NULL for all), skip (bigint).
-- Output: source, as_of, code, kind, source_says, registry_says, explanation, known_from.
-- Index: division_difference_run through the few runs.
SELECT
    run.source_name AS source, difference.as_of, difference.code, difference.kind,
    difference.source_says, difference.registry_says, difference.explanation,
    lower(difference.known) AS known_from
FROM division_difference AS difference
JOIN ingest_run AS run ON run.id = difference.run_id
WHERE difference.scheme = :scheme
    AND difference.known @> CAST(:known_at AS timestamptz)
    AND (CAST(:source AS text) IS NULL OR run.source_name = :source)
    AND (CAST(:as_of AS date) IS NULL OR difference.as_of = :as_of)
    AND (CAST(:kind AS text) IS NULL OR difference.kind = :kind)
    AND (
        CAST(:low AS text) IS NULL
        OR difference.code >= :low AND (CAST(:high AS text) IS NULL OR difference.code < :high)
    )
ORDER BY run.source_name, run.id, difference.as_of, difference.code, difference.kind, difference.id
LIMIT CAST(:rows AS bigint) OFFSET :skip
