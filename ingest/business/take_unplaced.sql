-- Takes out of `incoming` what is said of a code that no division list holds in the month.
-- A code holds when its period shares a day with the month: in a month of change both the old and
-- the new code do. Months are half open.
-- Output: file, line, indicator_id, division_code, month, value.
-- Index: the exclusion constraint division_code_once, once per code and month.
WITH unplaced AS (
    SELECT asked.division_code, asked.month
    FROM (SELECT DISTINCT division_code, month FROM incoming) asked
    WHERE NOT EXISTS (
        SELECT FROM division d
        WHERE d.scheme = 'mca' AND d.code = asked.division_code AND upper_inf(d.known)
          AND d.valid && daterange(asked.month, CAST(asked.month + interval '1 month' AS date))
    )
)
DELETE FROM incoming i
USING unplaced u
WHERE i.division_code = u.division_code AND i.month = u.month
RETURNING i.file, i.line, i.indicator_id, i.division_code, i.month, i.value
