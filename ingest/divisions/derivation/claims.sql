-- All claims of a kind on a scheme, in the order in which they were stored.
-- Parameters: scheme, claim.
-- Output: run_id, record, code, name, said.
-- Index: division_assertion_claim.
SELECT run_id, record, code, name, said
FROM division_assertion
WHERE scheme = :scheme AND claim = :claim
ORDER BY id
