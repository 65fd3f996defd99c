-- Every version of a scheme that was known at an instant.
-- Parameters: scheme (text), known_at (timestamptz, infinity for all that is known by now);
--   {valid}: the column of the basis of time.
-- Output: id, identity, code, name, level, type, parent_code, valid_from, valid_to (exclusive, NULL
--   while it stands; both NULL where it is passed over on the basis), start_basis.
-- Reads the scheme whole.
SELECT
    id,
    identity_id AS identity,
    code,
    name,
    level,
    type,
    parent_code,
    lower({valid}) AS valid_from,
    upper({valid}) AS valid_to,
    start_basis
FROM division
WHERE scheme = :scheme AND known @> CAST(:known_at AS timestamptz)
ORDER BY lower({valid}), code, id
