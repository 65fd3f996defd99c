-- Takes out of `incoming_figure` what overlaps a stored figure of another period: a value of the
-- quarter beside those of its months would be counted twice.
-- Output: place, indicator_id, division_code, starts, ends (of the other one).
-- Index: observation_now, once per figure.
WITH crossed AS (
    SELECT i.n, other.starts, other.ends
    FROM incoming_figure AS i
    CROSS JOIN LATERAL (
        SELECT o.starts, o.ends
        FROM observation AS o
        WHERE o.indicator_id = i.indicator_id AND o.division_code = i.division_code
          AND o.known_until = 'infinity'
          AND o.starts < i.ends AND o.ends > i.starts
          AND (o.starts, o.ends) <> (i.starts, i.ends)
        LIMIT 1
    ) AS other
)
DELETE FROM incoming_figure AS i
USING crossed AS c
WHERE i.n = c.n
RETURNING i.place, i.indicator_id, i.division_code, c.starts, c.ends
