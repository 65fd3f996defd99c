-- The figures of an indicator as they were known at an instant.
-- Parameters: indicator (text), first, last (dates of first days, null for no limit), codes (text[],
--   null for all), known_at (timestamptz, null for now).
-- Output: division_code, starts, ends, value; by division and period.
-- Indexes: observation_now for what is known now; observation_pkey for an earlier instant.
SELECT o.division_code, o.starts, o.ends, o.value
FROM observation AS o
WHERE o.indicator_id = :indicator
    AND (CAST(:first AS date) IS NULL OR o.starts >= CAST(:first AS date))
    AND (CAST(:last AS date) IS NULL OR o.starts <= CAST(:last AS date))
    AND (CAST(:codes AS text[]) IS NULL OR o.division_code = ANY(CAST(:codes AS text[])))
    AND CASE
        WHEN CAST(:known_at AS timestamptz) IS NULL THEN o.known_until = 'infinity'
        ELSE o.known_from <= CAST(:known_at AS timestamptz)
            AND o.known_until > CAST(:known_at AS timestamptz)
    END
ORDER BY o.division_code, o.starts
