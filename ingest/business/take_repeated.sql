-- Takes out of `incoming` what stands in the source more than once.
-- Of lines that say the same the first stays; of lines that contradict each other none does, for
-- nobody can tell which is right.
-- Output: file, line, indicator_id, division_code, month, value, contradicts (boolean).
WITH counted AS (
    SELECT
        i.file, i.line,
        row_number() OVER (
            PARTITION BY i.indicator_id, i.division_code, i.month ORDER BY i.file, i.line
        ) AS place,
        min(i.value) OVER same <> max(i.value) OVER same AS contradicts
    FROM incoming i
    WINDOW same AS (PARTITION BY i.indicator_id, i.division_code, i.month)
)
DELETE FROM incoming i
USING counted c
WHERE i.file = c.file AND i.line = c.line AND (c.contradicts OR c.place > 1)
RETURNING i.file, i.line, i.indicator_id, i.division_code, i.month, i.value, c.contradicts
