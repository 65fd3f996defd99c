-- Forms of names that a word may mean, the surest ways of matching first.
-- Parameters: key (simplified characters; NULL for Latin letters), letters (Latin letters without
-- tones; NULL for characters), key_prefix and letters_prefix (the same with % at the end), whole
-- (whether the word is long enough to be looked for anywhere in a name), anywhere (%word%),
-- around (arrays of code prefixes as LIKE patterns; NULL for everywhere), known_at, most.
-- Output: name_id, place_id, kind, text, roman, pinyin, key, toneless, weight, way (how it
-- matched), doubtful (whether characters of the name are lost), on_day, ended, began, is_over,
-- is_to_come (NULL where nobody says when the name held). At most `most` of each way.
-- Indexes: place_name_key, place_name_toneless, place_name_initials, place_name_key_trgm.
-- Each way is cut off after `most` rows of the highest weights; where a way has many rows, the
-- index gives them in the order of the name, so that a prefix of one character asks only the
-- higher units (place_name_high_key).
WITH found AS (
    (SELECT place_name.*, 0 AS way FROM place_name
     WHERE key = :key AND known @> CAST(:known_at AS timestamptz) {around}
     ORDER BY weight LIMIT :most)
    UNION ALL
    (SELECT place_name.*, 1 FROM place_name
     WHERE toneless = :letters AND known @> CAST(:known_at AS timestamptz) {around}
     ORDER BY weight LIMIT :most)
    UNION ALL
    (SELECT place_name.*, 2 FROM place_name
     WHERE key LIKE :key_prefix AND known @> CAST(:known_at AS timestamptz) {around}
        AND (:whole OR weight <= 2)
     ORDER BY weight, length(key) LIMIT :most)
    UNION ALL
    (SELECT place_name.*, 3 FROM place_name
     WHERE toneless LIKE :letters_prefix AND known @> CAST(:known_at AS timestamptz) {around}
        AND (:whole OR weight <= 2)
     ORDER BY weight, length(toneless) LIMIT :most)
    UNION ALL
    (SELECT place_name.*, 4 FROM place_name
     WHERE initials = :letters AND known @> CAST(:known_at AS timestamptz) {around}
     ORDER BY weight LIMIT :most)
)
SELECT DISTINCT ON (name.id)
    name.id AS name_id, name.place_id, name.kind, name.text, name.roman, name.pinyin, name.key,
    name.toneless, name.weight, name.way,
    coalesce('doubtful_characters' = ANY(record.flags), false) AS doubtful,
    name.{valid} @> CAST(:day AS date) AS on_day,
    CASE WHEN NOT upper_inf(name.{valid}) THEN CAST(upper(name.{valid}) AS text) END AS ended,
    CASE WHEN NOT lower_inf(name.{valid}) THEN CAST(lower(name.{valid}) AS text) END AS began,
    upper(name.{valid}) <= CAST(:day AS date) AS is_over,
    lower(name.{valid}) > CAST(:day AS date) AS is_to_come
FROM found AS name
LEFT JOIN LATERAL (
    -- One at most; the limit keeps the planner from reading the records whole.
    SELECT category, secrecy, flags FROM place_record
    WHERE place_id = name.place_id AND known @> CAST(:known_at AS timestamptz)
    LIMIT 1
) AS record ON true
WHERE record.secrecy IS DISTINCT FROM 'internal'
    AND (CAST(:category AS text) IS NULL
        OR :category = coalesce(record.category, CASE
            WHEN name.weight = 4 THEN 'self_governing' ELSE 'division' END))
ORDER BY name.id, name.way
