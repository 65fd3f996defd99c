-- The span of a scheme that publishes no lists: from its first version to its last change.
-- Parameters: scheme (text), known_at (timestamptz).
-- Output: first, until (days, NULL without versions); known_first (when the first was learned).
-- Index: division_level_code; such schemes are small.
SELECT
    min(lower(valid)) FILTER (WHERE known @> CAST(:known_at AS timestamptz)) AS first,
    max(coalesce(upper(valid), lower(valid)))
        FILTER (WHERE known @> CAST(:known_at AS timestamptz)) AS until,
    min(lower(known)) AS known_first
FROM division
WHERE scheme = :scheme
