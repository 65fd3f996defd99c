-- Gives names of places that are no divisions the code of the county around them, so that they
-- are found within a division; where the source says in which divisions a place lies, that stands.
-- No parameters; no output. Index: place_name_place.
UPDATE place_name AS name SET codes = ARRAY[place.located_in]
FROM place
WHERE place.id = name.place_id AND NOT name.derived AND place.identity_id IS NULL
    AND place.located_in IS NOT NULL
    AND (name.codes = '{}' OR name.codes[1] <> place.located_in)
    AND NOT EXISTS (
        SELECT FROM place_record AS record
        WHERE record.place_id = place.id AND upper_inf(record.known) AND record.spans <> '{}')
