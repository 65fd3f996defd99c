-- Standard names and aliases that hold on a day and are written or sound like a name.
-- Parameters: key (simplified characters), toneless, pinyin (toned syllables; NULL where tones do
-- not count), by_sound (whether the sound counts), pattern (of codes, as LIKE; NULL for all),
-- category (NULL for all), place (to leave out; may be NULL), day, known_at, most.
-- Output: place_id, text, kind, pinyin, same_characters, category, code, class_code; the same
-- characters first. The body of a village counts with the place that it governs, as one (R2.9).
-- Indexes: place_name_key, place_name_toneless.
SELECT
    name.place_id, name.text, name.kind, name.pinyin, name.key = :key AS same_characters,
    coalesce(record.category, CASE WHEN name.weight = 4 THEN 'self_governing' ELSE 'division' END)
        AS category,
    name.codes[1] AS code,
    record.class_code
FROM place_name AS name
JOIN place ON place.id = name.place_id
LEFT JOIN place_record AS record ON record.place_id = name.place_id
    AND record.known @> CAST(:known_at AS timestamptz)
WHERE (name.key = :key OR (:by_sound AND name.toneless = :toneless
        AND (CAST(:pinyin AS text) IS NULL OR lower(name.pinyin) = :pinyin)))
    AND name.kind IN ('standard', 'alias', 'short')
    AND name.known @> CAST(:known_at AS timestamptz)
    AND name.{valid} @> CAST(:day AS date)
    AND record.secrecy IS DISTINCT FROM 'internal'
    AND NOT EXISTS (
        SELECT FROM place_record AS graded
        WHERE graded.place_id = name.place_id AND upper_inf(graded.known)
            AND graded.secrecy = 'internal')
    AND (CAST(:pattern AS text) IS NULL
        OR EXISTS (SELECT FROM unnest(name.codes) AS code WHERE code LIKE :pattern))
    AND (CAST(:category AS text) IS NULL
        OR :category = coalesce(record.category, CASE
            WHEN name.weight = 4 THEN 'self_governing' ELSE 'division' END))
    AND name.place_id IS DISTINCT FROM CAST(:place AS text)
    AND (place.pair_of IS NULL OR place.pair_of = CAST(:place AS text))
ORDER BY same_characters DESC, name.weight, name.codes[1], name.place_id
LIMIT :most
