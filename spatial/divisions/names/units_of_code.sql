-- The units that bear or bore a code, those of the day first.
-- Parameters: code (canonical), day, known_at, most.
-- Output: place_id, kind, text (the name under the code), is_over, is_to_come, ended, began, way.
-- Index: division_code.
SELECT DISTINCT ON (standing, unit.identity_id)
    'division:' || unit.identity_id AS place_id, 'standard' AS kind, unit.name AS text,
    NULL AS way, unit.days @> CAST(:day AS date) AS standing,
    upper(unit.days) <= CAST(:day AS date) AS is_over,
    lower(unit.days) > CAST(:day AS date) AS is_to_come,
    CAST(upper(unit.days) AS text) AS ended, CAST(lower(unit.days) AS text) AS began
FROM (
    SELECT identity_id, name, coalesce({valid}, valid) AS days
    FROM division
    WHERE scheme IN ('mca', 'nbs') AND code = :code AND known @> CAST(:known_at AS timestamptz)
        AND NOT isempty(coalesce({valid}, valid))
) AS unit
ORDER BY standing DESC, unit.identity_id, lower(unit.days) DESC
LIMIT :most
