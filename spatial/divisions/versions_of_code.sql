-- The versions of a code, of an identity, or of given ids, oldest first.
-- Parameters: scheme, known_at; code (text or NULL), identity (text or NULL), ids (bigint[] or
--   NULL): one of the three is given. passed_over (boolean): also those that hold through no day on
--   the basis, for a walk that has to go through them.
-- Output: id, identity, code, name, level, type, parent_code, valid_from, valid_to (exclusive, NULL
--   while it stands; both NULL where passed over), start_basis.
-- Indexes: the exclusion constraint division_code_once, division_identity_rows, the key.
SELECT
    id, identity_id AS identity, code, name, level, type, parent_code,
    lower({valid}) AS valid_from, upper({valid}) AS valid_to, start_basis
FROM division
WHERE scheme = :scheme
    AND (CAST(:code AS text) IS NULL OR code = :code)
    AND (CAST(:identity AS text) IS NULL OR identity_id = :identity)
    AND (CAST(:ids AS bigint[]) IS NULL OR id = ANY(:ids))
    AND known @> CAST(:known_at AS timestamptz)
    AND (:passed_over OR NOT isempty({valid}))
ORDER BY valid, code
