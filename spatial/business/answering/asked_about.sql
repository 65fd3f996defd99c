-- How many different questions about the single records of a dataset were answered, by day.
-- Parameters: dataset (text), since (date, in Beijing).
-- Output: day (in Beijing), operator, questions; by day and operator.
-- The whole table of answers is read: it is asked by hand.
SELECT
    CAST(a.given_at AT TIME ZONE 'Asia/Shanghai' AS date) AS day,
    a.operator,
    count(DISTINCT CAST(a.question AS text)) AS questions
FROM answer AS a
WHERE :dataset IN (a.question ->> 'dataset', a.question ->> 'of')
    AND CAST(a.given_at AT TIME ZONE 'Asia/Shanghai' AS date) >= CAST(:since AS date)
GROUP BY 1, 2
ORDER BY 1, 2
