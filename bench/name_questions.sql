-- Names that people may look for, in a random but fixed order, with the highest unit around each.
-- Parameters: kind (of form), weights (smallint array), former (whether the name is of the past),
--   day, most. Output: place_id, text, toneless, pinyin, initials, code, around (name of the
--   province; NULL for a province). Reads the table whole.
SELECT name.place_id, name.text, name.toneless, name.pinyin, name.initials, name.codes[1] AS code,
    province.text AS around
FROM place_name AS name
LEFT JOIN LATERAL (
    SELECT short.text
    FROM place_name AS short
    WHERE short.kind = 'short' AND short.weight = 0 AND upper_inf(short.known)
        AND short.codes[1] = left(name.codes[1], 2) || '0000'
        AND name.codes[1] <> short.codes[1]
    ORDER BY short.id
    LIMIT 1
) AS province ON true
WHERE name.kind = :kind AND name.weight = ANY(:weights) AND upper_inf(name.known)
    AND name.derived AND name.pinyin IS NOT NULL AND cardinality(name.codes) > 0
    AND coalesce(upper(name.valid) <= CAST(:day AS date), false) = CAST(:former AS boolean)
ORDER BY hashtextextended(name.place_id || name.text, 7)
LIMIT :most
