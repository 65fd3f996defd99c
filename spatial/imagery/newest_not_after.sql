-- When the newest scene before an instant was taken.
-- :before   instant, not included; NULL for the newest of all
-- → datetime timestamptz; no row where there is none
-- Index: datetime_idx (datetime DESC) of the partition of pgstac.items, read to its first match.
SELECT datetime
FROM pgstac.items
WHERE collection = 'scenes'
  AND content->'properties'->>'shikong:time_precision' <> 'unknown'
  AND NOT content->'properties'->'shikong:flags' ? 'raw'
  AND datetime < COALESCE(CAST(:before AS timestamptz), 'infinity')
ORDER BY datetime DESC
LIMIT 1
