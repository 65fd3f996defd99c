-- Takes out of `incoming_record` versions of facilities and areas that share days with another one
-- of the same key: an earlier one of the source, or a stored one that the source does not replace.
-- To be asked again until nothing is taken: what is refused replaces nothing.
-- Parameters: dataset (text).
-- Output: place, key, starts, ends (of the other one; ends null while it is open).
-- Index: record_key.
WITH crossed AS (
    SELECT i.n, other.valid
    FROM incoming_record AS i
    CROSS JOIN LATERAL (
        SELECT r.valid
        FROM record AS r
        WHERE r.dataset_id = :dataset AND r.key = i.key AND r.known_until = 'infinity'
          AND r.valid && i.valid
          AND NOT EXISTS (
              SELECT FROM incoming_record AS new
              WHERE new.key = r.key AND lower(new.valid) = lower(r.valid)
          )
        UNION ALL
        SELECT earlier.valid
        FROM incoming_record AS earlier
        WHERE earlier.key = i.key AND earlier.valid && i.valid
          AND (lower(earlier.valid), earlier.n) < (lower(i.valid), i.n)
        LIMIT 1
    ) AS other
    WHERE i.valid IS NOT NULL
)
DELETE FROM incoming_record AS i
USING crossed AS c
WHERE i.n = c.n
RETURNING i.place, i.key, lower(c.valid) AS starts, upper(c.valid) AS ends
