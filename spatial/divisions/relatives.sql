-- What became of each version of a code, and where each came from, as the record of successions
-- says it.
-- Parameters: code (canonical).
-- Output: version_id, relation ('successor' or 'predecessor'), code, name (of the other unit: a
--   successor's in the list of the year, a predecessor's until then), year (of the list), whole
--   (all that was left of the earlier unit went into that one).
-- Indexes: the exclusion constraint of division, the key of division_succession,
--   division_succession_successor.
SELECT
    version.id AS version_id,
    'successor' AS relation,
    succession.successor_code AS code,
    heir.name,
    succession.list_year AS year,
    succession.whole
FROM division AS version
JOIN division_succession AS succession ON succession.division_id = version.id
LEFT JOIN division AS heir
    ON heir.scheme = 'mca'
    AND heir.code = succession.successor_code
    AND heir.valid @> make_date(succession.list_year, 12, 31)
WHERE version.scheme = 'mca' AND version.code = :code
UNION ALL
SELECT
    version.id,
    'predecessor',
    origin.code,
    origin.name,
    succession.list_year,
    succession.whole
FROM division AS version
JOIN division_succession AS succession
    ON succession.successor_code = version.code
    AND version.valid @> make_date(succession.list_year, 12, 31)
JOIN division AS origin ON origin.id = succession.division_id AND origin.id <> version.id
WHERE version.scheme = 'mca' AND version.code = :code
ORDER BY year, code
