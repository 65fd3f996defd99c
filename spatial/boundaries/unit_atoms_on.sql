-- Of which atoms the units that are drawn on a level consist on a day, as known now.
-- Parameters: level, day (date), scheme, codes (text[], NULL for all units).
-- Columns: code (of the unit), geom (WKB, CGCS2000), by code and atom; none of areas without a unit.
-- Indexes: division_area_level_valid, the key of division_area_atom; of all units it reads most of
--   the areas and atoms of the level.
SELECT division.code, ST_AsBinary(atom.geom) AS geom
FROM division_area AS area
JOIN division ON division.id = area.division_id
JOIN division_area_atom AS part ON part.area_id = area.id
JOIN division_atom AS atom ON atom.id = part.atom_id
WHERE area.level = :level
    AND area.valid @> CAST(:day AS date)
    AND upper_inf(area.known)
    AND division.scheme = :scheme
    AND (CAST(:codes AS text[]) IS NULL OR division.code = ANY(CAST(:codes AS text[])))
ORDER BY division.code, atom.id
