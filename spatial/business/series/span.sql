-- The first and the last period of which an indicator has a value, as known at an instant.
-- Parameters: indicator (text), known_at (timestamptz, infinity for now).
-- Output: first_start, last_start, last_end (dates, NULL where there is no value).
-- Index: observation_period, both ends of it.
SELECT
    (SELECT o.starts FROM observation AS o
     WHERE o.indicator_id = :indicator AND o.known_from <= CAST(:known_at AS timestamptz)
        AND (o.known_until = 'infinity' OR o.known_until > CAST(:known_at AS timestamptz))
     ORDER BY o.starts LIMIT 1) AS first_start,
    latest.starts AS last_start, latest.ends AS last_end
FROM (SELECT) AS one
LEFT JOIN LATERAL (
    SELECT o.starts, o.ends FROM observation AS o
    WHERE o.indicator_id = :indicator AND o.known_from <= CAST(:known_at AS timestamptz)
        AND (o.known_until = 'infinity' OR o.known_until > CAST(:known_at AS timestamptz))
    ORDER BY o.starts DESC LIMIT 1
) AS latest ON true
