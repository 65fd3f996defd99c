-- Gives facilities and areas without a division that of their point on their first day: the most
-- detailed one that is drawn then, by what is known now.
-- Parameters: dataset (text).
-- Index: record_key for the dataset; record_place_record and the keys of areas, once per record.
UPDATE record AS r SET division_code = found.code, division_by = 'point'
FROM record AS asked
CROSS JOIN LATERAL (
    SELECT area.code
    FROM record_place AS p
    JOIN division_area_atom AS member ON member.atom_id = p.atom_id
    JOIN division_area AS area ON area.id = member.area_id
    WHERE p.record_id = asked.id AND area.level = p.level AND upper_inf(area.known)
      -- Not @>: its index holds all areas of a day, and here only those of one atom are looked at.
      AND lower(area.valid) <= lower(asked.valid)
      AND (upper_inf(area.valid) OR upper(area.valid) > lower(asked.valid))
      AND area.flag IS NULL
    ORDER BY p.level = 'township' DESC, area.code
    LIMIT 1
) AS found
WHERE r.id = asked.id AND asked.dataset_id = :dataset AND asked.holds <> 'cases'
  AND asked.division_code IS NULL
