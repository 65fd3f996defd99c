-- The plain way to look for a name: anywhere in it, whatever the case, the higher units first.
-- Parameters: anywhere (the word between %). Output: place_id, text; 20 rows at most.
-- Reads the table whole: no index helps ILIKE on these columns.
SELECT place_id, text
FROM place_name
WHERE text ILIKE :anywhere OR toneless ILIKE :anywhere
ORDER BY weight, text
LIMIT 20
