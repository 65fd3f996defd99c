-- The versions of a scheme that bear a code which the other scheme may bear too: villages are no
-- divisions and are left out. On basis `list`, as it is known now.
-- Parameters: scheme (text).
-- Output: code, name, level, type, parent_code, first (date), until (date or NULL).
-- Read whole.
SELECT code, name, level, type, parent_code, lower(valid) AS first, upper(valid) AS until
FROM division
WHERE scheme = :scheme AND upper_inf(known) AND NOT isempty(valid) AND level <> 'village'
ORDER BY code, first
