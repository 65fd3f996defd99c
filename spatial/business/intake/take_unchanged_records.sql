-- Takes out of `incoming_record` what is stored just so already.
-- Parameters: dataset (text).
-- Output: none; as many rows as are unchanged.
-- Index: record_key.
DELETE FROM incoming_record AS i
USING record AS r
WHERE r.dataset_id = :dataset AND r.key = i.key AND r.known_until = 'infinity'
  AND r.holds = i.holds
  AND r.day IS NOT DISTINCT FROM i.day
  AND r.at IS NOT DISTINCT FROM i.at
  AND r.valid IS NOT DISTINCT FROM i.valid
  AND ST_AsEWKB(r.geom) IS NOT DISTINCT FROM ST_AsEWKB(i.geom)
  AND (r.division_code, r.division_by) IS NOT DISTINCT FROM (i.division_code, i.division_by)
  AND r.attributes = i.attributes
  AND r.told = i.told
