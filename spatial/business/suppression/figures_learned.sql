-- The figures of an indicator that are known now, with when the first was learned of each cell.
-- Parameters: indicator (text), years (integer[], null for all): of the first days of periods.
-- Output: division_code, starts, ends, value (double precision), learned (timestamptz).
-- Index: observation_pkey, read once in its order.
SELECT division_code, starts, ends, value, learned
FROM (
    SELECT
        o.division_code, o.starts, o.ends, CAST(o.value AS double precision) AS value,
        o.known_until,
        min(o.known_from) OVER (PARTITION BY o.division_code, o.starts) AS learned
    FROM observation AS o
    WHERE o.indicator_id = :indicator
        AND (CAST(:years AS integer[]) IS NULL
            OR extract(year FROM o.starts) = ANY(CAST(:years AS integer[])))
) AS figure
WHERE known_until = 'infinity'
