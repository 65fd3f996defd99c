-- The areas of a level on a day, each with the atoms that it is the union of.
-- Parameters: level (text), day (date), known_at; {valid}: the column of the basis.
-- Output: code, name, parent_code, flag, base (level of the atoms), atoms (bigint[]); by code.
-- Indexes: division_area_level_valid, the keys of division_area_atom and division_atom.
SELECT
    area.code, area.name, area.parent_code, area.flag,
    min(atom.level) AS base, array_agg(atom.id ORDER BY atom.id) AS atoms
FROM division_area AS area
JOIN division_area_atom AS part ON part.area_id = area.id
JOIN division_atom AS atom ON atom.id = part.atom_id
WHERE area.level = :level
    AND area.{valid} @> CAST(:day AS date)
    AND area.known @> CAST(:known_at AS timestamptz)
GROUP BY area.id
ORDER BY area.code, area.id
