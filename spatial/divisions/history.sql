-- The versions of a code, oldest first.
-- Parameters: code (canonical).
-- Output: id, name, level, parent_code, valid_from, valid_to (exclusive, NULL while it stands).
-- Index: the exclusion constraint of division.
SELECT
    id, name, level, parent_code, lower(valid) AS valid_from, upper(valid) AS valid_to
FROM division
WHERE scheme = 'mca' AND code = :code
ORDER BY valid
