-- Gives incoming records of which nobody told a division that of their point on their day: the most
-- detailed one that is drawn then, by what is known now.
-- Indexes: division_atom_part_geom and the keys of areas, once per record.
UPDATE incoming_record AS i SET division_code = found.code, division_by = 'point'
FROM incoming_record AS asked
CROSS JOIN LATERAL (
    SELECT area.code
    FROM division_atom_part AS part
    JOIN division_atom AS atom ON atom.id = part.atom_id
    JOIN division_area_atom AS member ON member.atom_id = atom.id
    JOIN division_area AS area ON area.id = member.area_id
    WHERE ST_Intersects(
        part.geom,
        CASE
            WHEN ST_Dimension(asked.geom) = 0 THEN asked.geom ELSE ST_PointOnSurface(asked.geom)
        END
    )
    AND atom.level IN ('county', 'township') AND upper_inf(atom.known)
    AND area.level = atom.level AND upper_inf(area.known) AND area.flag IS NULL
    -- Not @>: its index holds all areas of a day, and here only those of one atom are looked at.
    AND lower(area.valid) <= coalesce(asked.day, lower(asked.valid))
    AND (upper_inf(area.valid) OR upper(area.valid) > coalesce(asked.day, lower(asked.valid)))
    ORDER BY area.level = 'township' DESC, area.code
    LIMIT 1
) AS found
WHERE i.n = asked.n AND asked.division_code IS NULL AND asked.geom IS NOT NULL
