-- Codes of the units that a word of context may mean: provinces, prefectures, counties, townships.
-- Parameters: key and letters (as candidates.sql; one is NULL), within (LIKE patterns of codes;
-- NULL for everywhere), known_at. Output: codes (text array), one row for each unit.
-- Indexes: place_name_key, place_name_toneless.
SELECT codes
FROM place_name
WHERE (key = :key OR toneless = :letters)
    AND weight <= 3 AND kind <> 'former'
    AND known @> CAST(:known_at AS timestamptz) {around}
ORDER BY weight
LIMIT 20
