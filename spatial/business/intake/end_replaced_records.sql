-- Ends what was known of the stored records that `incoming_record` replaces: the case of the key, or
-- the version of the key and first day.
-- Parameters: dataset (text), now (timestamptz: when this is learned).
-- Output: none; as many rows as are replaced.
-- Index: record_key.
UPDATE record AS r SET known_until = :now
FROM incoming_record AS i
WHERE r.dataset_id = :dataset AND r.key = i.key AND r.known_until = 'infinity'
  AND r.holds = i.holds AND lower(r.valid) IS NOT DISTINCT FROM lower(i.valid)
