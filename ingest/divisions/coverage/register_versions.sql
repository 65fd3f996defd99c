-- The versions that stand in the registry of the ministry's scheme, to walk their lineage.
-- `{valid}` is the column of the basis.
-- Output: id, code, name, level, parent_code, over (whether the version holds through no day on the
--   basis), first and until (days [first, until); until NULL while it stands; both NULL when over).
-- Reads the table whole; no index.
SELECT
    id,
    code,
    name,
    level,
    parent_code,
    {valid} IS NULL OR isempty({valid}) AS over,
    lower({valid}) AS first,
    upper({valid}) AS until
FROM division
WHERE scheme = 'mca' AND upper_inf(known)
ORDER BY id
