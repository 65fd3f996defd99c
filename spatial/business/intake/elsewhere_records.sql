-- Records learned at an instant whose point lies in another county than their source tells.
-- Parameters: dataset (text), now (timestamptz), most (int).
-- Output: key, division_code (as told), code, name (of the county in which the point lies).
-- Indexes: record_known; record_place_record and the keys of areas, or joins of the whole tables
-- where much was learned.
-- A point agrees with its county, with a township of it, and with a unit above it by code.
SELECT r.key, r.division_code, area.code, area.name
FROM record AS r
JOIN record_place AS p ON p.record_id = r.id AND p.level = 'county'
JOIN division_area_atom AS member ON member.atom_id = p.atom_id
JOIN division_area AS area ON area.id = member.area_id
    AND area.level = 'county' AND upper_inf(area.known) AND area.flag IS NULL
    -- Not @>: its index holds all areas of a day, and here only those of one atom are looked at.
    AND lower(area.valid) <= coalesce(r.day, lower(r.valid))
    AND (upper_inf(area.valid) OR upper(area.valid) > coalesce(r.day, lower(r.valid)))
WHERE r.dataset_id = :dataset AND r.known_from = :now AND r.division_by <> 'point'
  AND left(area.code, 6) <> left(r.division_code, 6)
  AND NOT (r.division_code LIKE '%0000' AND left(area.code, 2) = left(r.division_code, 2))
  AND NOT (r.division_code LIKE '%00' AND left(area.code, 4) = left(r.division_code, 4))
ORDER BY r.id
LIMIT :most
