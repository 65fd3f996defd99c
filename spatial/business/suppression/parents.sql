-- The divisions that units lay in, through time.
-- Output: code, parent_code, valid_from, valid_to (null while it still holds).
-- Index: division_code.
SELECT code, parent_code, lower(valid) AS valid_from, upper(valid) AS valid_to
FROM division
WHERE scheme = 'mca' AND upper_inf(known) AND NOT isempty(valid)
ORDER BY code, lower(valid)
