-- Periods of which the figures known at an instant are others than those that were protected.
-- Parameters: indicators (text[]), protected_until (timestamptz, -infinity where nothing is),
--   known_at (timestamptz, infinity for now), first, last (first days, both included).
-- Output: starts.
-- Indexes: observation_known and observation_corrected: only what changed since is read.
SELECT DISTINCT o.starts
FROM observation AS o
WHERE o.indicator_id = ANY(CAST(:indicators AS text[]))
    AND o.known_from > CAST(:protected_until AS timestamptz)
    AND o.known_from <= CAST(:known_at AS timestamptz)
    AND o.starts BETWEEN CAST(:first AS date) AND CAST(:last AS date)
UNION
SELECT DISTINCT o.starts
FROM observation AS o
WHERE o.indicator_id = ANY(CAST(:indicators AS text[]))
    AND o.known_until < 'infinity'
    AND o.known_until > CAST(:protected_until AS timestamptz)
    AND o.known_until <= CAST(:known_at AS timestamptz)
    AND o.starts BETWEEN CAST(:first AS date) AND CAST(:last AS date)
