-- The newest change of what is known of areas and atoms, up to an instant: what an index of them
-- was made from is the same as long as this is.
-- Parameters: known_at (timestamptz, infinity for all that is known by now).
-- Output: changed (timestamptz, NULL where nothing was known).
-- Reads the periods of both tables whole; their shapes stay where they are.
SELECT max(instant) AS changed
FROM (
    SELECT unnest(ARRAY[lower(known), upper(known)]) AS instant FROM division_area
    UNION ALL
    SELECT unnest(ARRAY[lower(known), upper(known)]) FROM division_atom
) AS instants
WHERE instant <= CAST(:known_at AS timestamptz)
