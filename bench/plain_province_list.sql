-- The units of a province on a day, county and above, the plain way: down from parent to parent.
-- Parameters: scheme, known_at, day (date), province (code).
-- Output: code, name, level, type, parent_code, identity; by code.
WITH RECURSIVE standing AS (
    SELECT code, name, level, type, parent_code, identity_id AS identity
    FROM division
    WHERE scheme = :scheme
        AND valid @> CAST(:day AS date)
        AND known @> CAST(:known_at AS timestamptz)
        AND level IN ('province', 'prefecture', 'county')
        AND type NOT IN ('functional_area', 'placeholder')
),
within AS (
    SELECT * FROM standing WHERE code = :province
    UNION ALL
    SELECT standing.* FROM within JOIN standing ON standing.parent_code = within.code
)
SELECT code, name, level, type, parent_code, identity FROM within ORDER BY code
