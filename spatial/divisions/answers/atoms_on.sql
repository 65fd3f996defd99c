-- Of which atoms each unit of some levels consists on a day.
-- Parameters: day (date), levels (text[]), known_at.
-- Output: division_id, grade, atoms (bigint[], ascending); units with a shape of their own only.
-- Indexes: division_area_level_valid (or a scan: most areas of a day), the key of
--   division_area_atom.
SELECT area.division_id, area.grade, array_agg(part.atom_id ORDER BY part.atom_id) AS atoms
FROM division_area AS area
JOIN division_area_atom AS part ON part.area_id = area.id
WHERE area.level = ANY(CAST(:levels AS text[]))
    AND area.division_id IS NOT NULL
    AND area.{valid} @> CAST(:day AS date)
    AND area.known @> CAST(:known_at AS timestamptz)
GROUP BY area.id
