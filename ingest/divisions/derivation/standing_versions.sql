-- The versions of a scheme that are held for true, with all they say.
-- Parameters: scheme. Output: id, then what a version says, each period as its lower end, its
-- upper end and whether it is empty (all NULL where the basis does not apply).
-- Index: none; the whole scheme is read once in a derivation.
SELECT
    id, code, name, level, type, parent_code, identity_id,
    lower(valid) AS start, upper(valid) AS until, isempty(valid) AS passed,
    lower(valid_announced) AS announced_start, upper(valid_announced) AS announced_until,
    isempty(valid_announced) AS announced_passed,
    lower(valid_approved) AS approved_start, upper(valid_approved) AS approved_until,
    isempty(valid_approved) AS approved_passed,
    start_basis
FROM division
WHERE scheme = :scheme AND upper_inf(known)
