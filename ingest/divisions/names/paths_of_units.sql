-- Every name that a unit of county level or above bore, with the names above it.
-- No parameters. Output: identity_id, name, above (names of its parent and grandparent, through
-- all times of their codes; some may be NULL).
-- Index: division_code.
SELECT
    unit.identity_id, unit.name, bool_or(upper_inf(unit.valid)) AS stands,
    array_agg(DISTINCT parent.name) || array_agg(DISTINCT grand.name) AS above
FROM division AS unit
LEFT JOIN division AS parent ON parent.scheme = 'mca' AND parent.code = unit.parent_code
    AND upper_inf(parent.known)
LEFT JOIN division AS grand ON grand.scheme = 'mca' AND grand.code = parent.parent_code
    AND upper_inf(grand.known)
WHERE unit.scheme = 'mca' AND unit.level IN ('province', 'prefecture', 'county')
    AND upper_inf(unit.known)
GROUP BY unit.identity_id, unit.name
