-- The names of a place that are not derived and have no last day, as they are held for true now.
-- Parameters: place. Output: id, kind, text, first (day, NULL where nobody says).
-- Index: place_name_place.
SELECT id, kind, text, lower(valid) AS first
FROM place_name
WHERE place_id = :place AND NOT derived AND upper_inf(known)
    AND valid IS NOT NULL AND upper_inf(valid)
    AND kind <> 'former'
ORDER BY id
