-- All forms of the names of a place, as the view place_name_form gives them (R2.1).
-- Parameters: place, known_at. Output: kind, text, language, starts and ends (text arrays, one of
-- each for every period, days as PostgreSQL writes them, `0763-01-01 BC`; NULL where open; both
-- NULL where nobody says when the form held), codes; the earliest first.
-- Index: place_name_place.
SELECT form.kind, form.text, form.language, held.starts, held.ends, name.codes
FROM place_name_form AS form
JOIN place_name AS name ON name.id = form.name_id
LEFT JOIN LATERAL (
    SELECT
        array_agg(CASE WHEN NOT lower_inf(period) THEN CAST(lower(period) AS text) END
            ORDER BY period) AS starts,
        array_agg(CASE WHEN NOT upper_inf(period) THEN CAST(upper(period) AS text) END
            ORDER BY period) AS ends
    FROM unnest(name.{valid}) AS period
) AS held ON true
WHERE form.place_id = :place AND form.known @> CAST(:known_at AS timestamptz)
ORDER BY lower(name.{valid}) NULLS FIRST, form.name_id, form.kind, form.text
