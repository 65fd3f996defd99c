-- Takes out of `incoming_figure` what is stored just so already.
-- Output: none; as many rows as are unchanged.
-- Index: observation_now.
DELETE FROM incoming_figure AS i
USING observation AS o
WHERE o.indicator_id = i.indicator_id AND o.division_code = i.division_code
  AND o.starts = i.starts AND o.known_until = 'infinity' AND o.value = i.value
