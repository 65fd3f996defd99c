-- The units of another scheme that codes of one stand for on a day.
-- Parameters: from_scheme, codes (text[]), scheme (the other), day (date), known_at.
-- Output: from_code, code (NULL where there is no counterpart), name, parent_code, identity, reason.
-- Indexes: division_mapping_once, division_code_once.
SELECT
    mapping.from_code,
    division.code,
    division.name,
    division.parent_code,
    division.identity_id AS identity,
    mapping.reason
FROM division_mapping AS mapping
LEFT JOIN division
    ON division.scheme = mapping.to_scheme
    AND division.code = mapping.to_code
    AND division.valid @> CAST(:day AS date)
    AND division.known @> CAST(:known_at AS timestamptz)
WHERE mapping.from_scheme = :from_scheme
    AND mapping.from_code = ANY(CAST(:codes AS text[]))
    AND mapping.to_scheme = :scheme
    AND mapping.valid @> CAST(:day AS date)
    AND mapping.known @> CAST(:known_at AS timestamptz)
ORDER BY mapping.from_code, division.code
