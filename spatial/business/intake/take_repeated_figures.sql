-- Takes out of `incoming_figure` what stands in the source more than once.
-- Of figures that are the same the first stays; of figures that contradict each other none does,
-- for nobody can tell which is right.
-- Output: place, indicator_id, division_code, starts, value, contradicts (boolean).
WITH counted AS (
    SELECT
        i.n,
        row_number() OVER (
            PARTITION BY i.indicator_id, i.division_code, i.starts ORDER BY i.n
        ) AS turn,
        min(i.value) OVER same <> max(i.value) OVER same AS contradicts
    FROM incoming_figure AS i
    WINDOW same AS (PARTITION BY i.indicator_id, i.division_code, i.starts)
)
DELETE FROM incoming_figure AS i
USING counted AS c
WHERE i.n = c.n AND (c.contradicts OR c.turn > 1)
RETURNING i.place, i.indicator_id, i.division_code, i.starts, i.value, c.contradicts
