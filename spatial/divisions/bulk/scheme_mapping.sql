-- What the codes of one scheme are in another, as known at an instant.
-- Parameters: scheme, to_scheme (text), known_at (timestamptz, infinity for all known by now).
-- Output: from_code, to_code (NULL where the other scheme has none), valid_from (NULL without
--   beginning), valid_to (exclusive, NULL without end), reason; by codes.
-- Index: division_mapping_once.
SELECT
    from_code,
    to_code,
    lower(valid) AS valid_from,
    upper(valid) AS valid_to,
    reason
FROM division_mapping
WHERE from_scheme = :scheme
    AND to_scheme = :to_scheme
    AND known @> CAST(:known_at AS timestamptz)
ORDER BY from_code, to_code
