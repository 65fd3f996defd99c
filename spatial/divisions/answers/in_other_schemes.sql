-- What codes name on a day in schemes other than one.
-- Parameters: scheme (left out), codes (text[], from the most exact to the coarsest), day (date),
--   known_at.
-- Output: scheme, code, name, level; for each scheme the most exact of the codes that it holds.
-- Index: division_code_once, once for each scheme of official codes.
SELECT DISTINCT ON (division.scheme)
    division.scheme, division.code, division.name, division.level
FROM division_scheme AS other
JOIN division ON division.scheme = other.scheme
WHERE other.scheme <> :scheme
    AND other.code_form = 'gb2260'
    AND division.code = ANY(CAST(:codes AS text[]))
    AND division.valid @> CAST(:day AS date)
    AND division.known @> CAST(:known_at AS timestamptz)
ORDER BY division.scheme, array_position(CAST(:codes AS text[]), division.code)
