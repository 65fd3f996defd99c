-- The newest change of what is known of divisions, up to an instant: what was read of them is the
-- same as long as this is.
-- Parameters: known_at (timestamptz, infinity for all that is known by now).
-- Output: changed (timestamptz, NULL where nothing was known).
-- Reads the periods of the tables whole; they are small.
SELECT max(instant) AS changed
FROM (
    SELECT unnest(ARRAY[lower(known), upper(known)]) AS instant FROM division
    UNION ALL
    SELECT unnest(ARRAY[lower(known), upper(known)]) FROM division_event
    UNION ALL
    SELECT unnest(ARRAY[lower(known), upper(known)]) FROM division_mapping
) AS instants
WHERE instant <= CAST(:known_at AS timestamptz)
