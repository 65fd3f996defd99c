-- Ends what was known of the stored figures that `incoming_figure` replaces.
-- Parameters: now (timestamptz: when this is learned).
-- Output: none; as many rows as are replaced.
-- Index: observation_now.
UPDATE observation AS o SET known_until = :now
FROM incoming_figure AS i
WHERE o.indicator_id = i.indicator_id AND o.division_code = i.division_code
  AND o.starts = i.starts AND o.known_until = 'infinity'
