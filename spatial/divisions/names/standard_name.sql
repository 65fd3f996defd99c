-- The standard name of a place on a day. Parameters: place, day, known_at. Output: text, or none.
-- Index: place_name_place.
SELECT text
FROM place_name
WHERE place_id = :place AND kind = 'standard' AND known @> CAST(:known_at AS timestamptz)
    AND {valid} @> CAST(:day AS date)
