-- Ends what was held for true of the keys and days of the new rows, and puts the other days of those
-- rows beside the new ones.
-- {table}, {key}, {same_key}, {columns}: of the register. Parameter: instant.
-- Output: how many rows ended.
WITH said AS (
    SELECT {key}, range_agg(valid) AS days
    FROM registered_anew
    GROUP BY {key}
),
ended AS (
    UPDATE {table} AS own
    SET known = tstzrange(lower(own.known), CAST(:instant AS timestamptz))
    FROM said
    WHERE {same_key} AND upper_inf(own.known) AND own.valid && said.days
    RETURNING own.*, said.days AS days_anew
),
rest AS (
    INSERT INTO registered_anew ({columns}, valid, run_id)
    SELECT {columns}, other_days, run_id
    FROM ended
    CROSS JOIN LATERAL
        unnest(CAST(valid AS datemultirange) - days_anew) AS other (other_days)
)
SELECT count(*) FROM ended
