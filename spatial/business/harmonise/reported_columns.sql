-- The figures of an indicator as they were known at an instant, one row for each period.
-- Parameters: indicator (text), first, last (dates of first days, null for no limit), known_at
--   (timestamptz, null for now).
-- Output: starts, ends, codes (text, by comma, ascending), digits (decimals of the most exact
--   value), values (text, by comma, in the order of codes); by period.
-- Indexes: observation_now, observation_known or observation_pkey: all begin with the indicator.
-- Texts, for a driver reads two long ones faster than a row for each figure.
SELECT
    o.starts,
    o.ends,
    string_agg(o.division_code, ',' ORDER BY o.division_code) AS codes,
    max(min_scale(o.value)) AS digits,
    string_agg(o.value::text, ',' ORDER BY o.division_code) AS values
FROM observation AS o
WHERE o.indicator_id = :indicator
    AND (CAST(:first AS date) IS NULL OR o.starts >= CAST(:first AS date))
    AND (CAST(:last AS date) IS NULL OR o.starts <= CAST(:last AS date))
    AND CASE
        WHEN CAST(:known_at AS timestamptz) IS NULL THEN o.known_until = 'infinity'
        ELSE o.known_from <= CAST(:known_at AS timestamptz)
            AND o.known_until > CAST(:known_at AS timestamptz)
    END
GROUP BY o.starts, o.ends
ORDER BY o.starts, o.ends
