-- The versions of many codes, for each the oldest first.
-- Parameters: scheme, known_at; codes (text[]).
-- Output: code, name, level, parent_code, valid_from, valid_to (exclusive, NULL while it stands).
-- Index: the exclusion constraint division_code_once, once for each code.
SELECT
    held.code, held.name, held.level, held.parent_code,
    lower(held.valid) AS valid_from, upper(held.valid) AS valid_to
FROM unnest(CAST(:codes AS text[])) AS asked (code)
CROSS JOIN LATERAL (
    SELECT d.code, d.name, d.level, d.parent_code, d.{valid} AS valid
    FROM division AS d
    WHERE d.scheme = :scheme AND d.code = asked.code
        AND d.known @> CAST(:known_at AS timestamptz)
        AND NOT isempty(d.{valid})
) AS held
ORDER BY held.code, held.valid
