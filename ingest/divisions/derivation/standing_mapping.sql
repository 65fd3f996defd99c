-- The mapping between schemes as it stands now.
-- No parameters.
-- Output: place (text, the row's ctid, good within the transaction that holds the lock of the
--   mapping), from_scheme, from_code, to_scheme, to_code, first (date), until (date or NULL),
--   reason.
-- Read whole.
SELECT CAST(ctid AS text) AS place, from_scheme, from_code, to_scheme, to_code,
    lower(valid) AS first, upper(valid) AS until, reason
FROM division_mapping
WHERE upper_inf(known)
