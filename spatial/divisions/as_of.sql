-- The units that stand on a day, by code.
-- Parameters: day (date), level (text or NULL), parent (text or NULL), rows (bigint or NULL for
--   all), skip (bigint).
-- Output: code, name, level, parent_code.
-- A list is a tenth of the register and is read from the table whole; `parent` goes through the
-- index division_parent.
SELECT code, name, level, parent_code
FROM division
WHERE scheme = 'mca'
    AND valid @> CAST(:day AS date)
    AND (CAST(:level AS text) IS NULL OR level = :level)
    AND (CAST(:parent AS text) IS NULL OR parent_code = :parent)
ORDER BY code
LIMIT CAST(:rows AS bigint) OFFSET :skip
