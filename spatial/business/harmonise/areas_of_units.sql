-- The areas of some versions at a level, each through its days, with their atoms.
-- Parameters: units (bigint[]), level (text), known_at; {valid}: the column of the basis of time.
-- Output: unit, first, until (NULL: open), atoms (bigint[]); only areas that are more than
--   approximate, for those say nothing of a part.
-- Indexes: division_area_division, the key of division_area_atom.
SELECT
    area.division_id AS unit,
    lower(span.days) AS first,
    upper(span.days) AS until,
    array_agg(part.atom_id ORDER BY part.atom_id) AS atoms
FROM division_area AS area
CROSS JOIN LATERAL unnest('{}'::datemultirange + datemultirange(area.{valid})) AS span (days)
JOIN division_area_atom AS part ON part.area_id = area.id
WHERE area.division_id = ANY(CAST(:units AS bigint[]))
    AND area.level = :level
    AND area.known @> CAST(:known_at AS timestamptz)
    AND area.grade IN ('held', 'derived', 'cut')
GROUP BY area.id, span.days
