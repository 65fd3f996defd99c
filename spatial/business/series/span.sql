-- The first and the last period of which indicators have a value as known at an instant, and when the
-- last thing of each was learned or taken back.
-- Parameters: indicators (text[]), known_at (timestamptz, infinity for now).
-- Output: id, first_start, last_start, last_end (dates, NULL where there is no value), known
--   (timestamptz, NULL where there never was one); in the order of the indicators.
-- Indexes: observation_period, both ends of it; observation_known and observation_corrected, one end
--   of each.
SELECT
    asked.id,
    (SELECT o.starts FROM observation AS o
     WHERE o.indicator_id = asked.id AND o.known_from <= CAST(:known_at AS timestamptz)
        AND (o.known_until = 'infinity' OR o.known_until > CAST(:known_at AS timestamptz))
     ORDER BY o.starts LIMIT 1) AS first_start,
    latest.starts AS last_start, latest.ends AS last_end,
    greatest(
        (SELECT max(o.known_from) FROM observation AS o WHERE o.indicator_id = asked.id),
        (SELECT max(o.known_until) FROM observation AS o
         WHERE o.indicator_id = asked.id AND o.known_until < 'infinity')
    ) AS known
FROM unnest(CAST(:indicators AS text[])) WITH ORDINALITY AS asked (id, place)
LEFT JOIN LATERAL (
    SELECT o.starts, o.ends FROM observation AS o
    WHERE o.indicator_id = asked.id AND o.known_from <= CAST(:known_at AS timestamptz)
        AND (o.known_until = 'infinity' OR o.known_until > CAST(:known_at AS timestamptz))
    ORDER BY o.starts DESC LIMIT 1
) AS latest ON true
ORDER BY asked.place
