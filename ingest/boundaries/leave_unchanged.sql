-- Leaves out what is registered word for word already: of a key, all rows that meet the days.
-- {table}, {key}, {columns}: of the register. Output: none; the count is of the rows left out.
-- A row as text tells geometries with all their digits.
WITH said AS (
    SELECT
        {key}, range_agg(valid) AS days,
        array_agg(CAST(ROW({columns}, valid) AS text) ORDER BY CAST(ROW({columns}, valid) AS text))
            AS content
    FROM registered_anew
    GROUP BY {key}
),
held AS (
    SELECT
        {key},
        array_agg(CAST(ROW({columns}, valid) AS text) ORDER BY CAST(ROW({columns}, valid) AS text))
            AS content
    FROM said
    JOIN {table} AS own USING ({key})
    WHERE upper_inf(own.known) AND own.valid && said.days
    GROUP BY {key}
)
DELETE FROM registered_anew AS own
USING (SELECT {key} FROM said JOIN held USING ({key}) WHERE said.content = held.content) AS said
WHERE {same_key}
