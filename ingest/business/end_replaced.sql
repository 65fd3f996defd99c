-- Ends what was known of the stored values that `incoming` replaces by other ones.
-- Parameters: now (timestamptz).
-- Index: observation_now.
UPDATE observation AS o SET known_until = :now
FROM incoming AS i
WHERE o.indicator_id = i.indicator_id AND o.division_code = i.division_code
    AND o.starts = i.month AND o.known_until = 'infinity' AND o.value <> i.value
