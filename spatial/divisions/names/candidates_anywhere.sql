-- Forms of names that hold a word somewhere, or are nearly it: asked only where the surer ways
-- gave too little.
-- Parameters, output: as candidates.sql, and one_other (patterns in which one character is free);
-- way 5 holds the word, way 6 differs in one character, way 7 is similar to it.
-- Indexes: place_name_key_trgm, place_name_toneless_trgm (GIN over trigrams; a word of one or two
-- characters has none that would narrow anything, so it is not asked for).
WITH found AS (
    (SELECT place_name.*, 5 AS way FROM place_name
     WHERE key LIKE :anywhere AND known @> CAST(:known_at AS timestamptz) {around}
     ORDER BY weight, length(key) LIMIT :most)
    UNION ALL
    (SELECT near.*, 6
     FROM unnest(CAST(:one_other AS text[])) AS asked (pattern)
     CROSS JOIN LATERAL (
        SELECT * FROM place_name
        WHERE key LIKE asked.pattern AND known @> CAST(:known_at AS timestamptz) {around}
        ORDER BY weight LIMIT :most
     ) AS near)
    UNION ALL
    (SELECT place_name.*, 7 FROM place_name
     WHERE key % :key AND known @> CAST(:known_at AS timestamptz) {around}
     ORDER BY similarity(key, :key) DESC, weight LIMIT :most)
    UNION ALL
    (SELECT place_name.*, 7 FROM place_name
     WHERE toneless % :letters AND known @> CAST(:known_at AS timestamptz) {around}
     ORDER BY similarity(toneless, :letters) DESC, weight LIMIT :most)
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
