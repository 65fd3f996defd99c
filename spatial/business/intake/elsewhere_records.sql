-- Records learned at an instant whose point lies outside the division that their source tells.
-- Parameters: dataset (text), now (timestamptz), most (int).
-- Output: key, division_code (as told), code, name (of the area in which the point lies).
-- Indexes: record_known, record_place_record and the keys of areas.
-- A point is within the division where its county or township, or a unit above by code, is the one.
SELECT r.key, r.division_code, inside.code, inside.name
FROM record AS r
CROSS JOIN LATERAL (
    SELECT area.code, area.name
    FROM record_place AS p
    JOIN division_area_atom AS member ON member.atom_id = p.atom_id
    JOIN division_area AS area ON area.id = member.area_id
    WHERE p.record_id = r.id AND area.level = p.level AND upper_inf(area.known)
      -- Not @>: its index holds all areas of a day, and here only those of one atom are looked at.
      AND lower(area.valid) <= coalesce(r.day, lower(r.valid))
      AND (upper_inf(area.valid) OR upper(area.valid) > coalesce(r.day, lower(r.valid)))
      AND area.flag IS NULL
    ORDER BY area.level = 'township' DESC
    LIMIT 1
) AS inside
WHERE r.dataset_id = :dataset AND r.known_from = :now AND r.division_by <> 'point'
  AND left(inside.code, 6) <> left(r.division_code, 6)
  AND NOT (r.division_code LIKE '%0000' AND left(inside.code, 2) = left(r.division_code, 2))
  AND NOT (r.division_code LIKE '%00' AND left(inside.code, 4) = left(r.division_code, 4))
ORDER BY r.id
LIMIT :most
