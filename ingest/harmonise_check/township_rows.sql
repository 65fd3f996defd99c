-- What the tables of a year say of townships: the code before and the code after.
-- Parameters: day (date): of the list that shows the changes of the year.
-- Output: old_code, new_code; rows with both only.
-- Index: division_assertion_claim.
SELECT code AS old_code, said ->> 'new_code' AS new_code
FROM division_assertion
WHERE claim = 'township_change' AND scheme = 'mca'
    AND list_date = :day
    AND code IS NOT NULL AND said ->> 'new_code' IS NOT NULL
ORDER BY 1, 2
