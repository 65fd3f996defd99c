-- The units that hold on a day and in which a code retired before it may have gone on.
-- Parameters: code (text), day (date).
-- Output: code, name; ordered by code. Empty while the code itself holds on the day.
-- Follows the succession through units that were retired themselves, and a code from version to
-- version; UNION ends the walk where a history runs in a circle.
-- Index: the exclusion constraint of division (scheme, code, valid); division_succession's key.
WITH RECURSIVE chain AS (
    (
        SELECT d.id, d.code, d.name, d.valid
        FROM division d
        WHERE d.scheme = 'mca' AND d.code = :code AND lower(d.valid) <= CAST(:day AS date)
        ORDER BY lower(d.valid) DESC
        LIMIT 1
    )
    UNION
    SELECT n.id, n.code, n.name, n.valid
    FROM chain c
    CROSS JOIN LATERAL (
        SELECT later.id, later.code, later.name, later.valid
        FROM division later
        WHERE later.scheme = 'mca' AND later.code = c.code
          AND lower(later.valid) = upper(c.valid)
        UNION ALL
        SELECT heir.id, heir.code, heir.name, heir.valid
        FROM division_succession s
        JOIN division heir ON heir.scheme = 'mca' AND heir.code = s.successor_code
            AND heir.valid @> make_date(s.list_year, 12, 31)
        WHERE s.division_id = c.id
    ) n
    WHERE NOT c.valid @> CAST(:day AS date)
)
SELECT DISTINCT c.code, c.name
FROM chain c
WHERE c.valid @> CAST(:day AS date) AND c.code <> :code
ORDER BY c.code
