-- Says in which county of the newest limits each place with a position lies.
-- No parameters; no output. Index: division_atom_part_geom, division_area_atom.
WITH lying AS (
    SELECT DISTINCT ON (record.place_id) record.place_id, area.code
    FROM place_record AS record
    JOIN division_atom_part AS part ON ST_Covers(part.geom, ST_PointOnSurface(record.geom))
    JOIN division_atom AS atom ON atom.id = part.atom_id AND atom.level = 'county'
        AND upper_inf(atom.known)
    JOIN division_area_atom AS member ON member.atom_id = atom.id
    JOIN division_area AS area ON area.id = member.area_id AND area.level = 'county'
        AND upper_inf(area.valid) AND upper_inf(area.known)
    WHERE record.geom IS NOT NULL AND upper_inf(record.known) AND area.code <> ''
    ORDER BY record.place_id, area.code
)
UPDATE place SET located_in = lying.code
FROM lying
WHERE place.id = lying.place_id AND place.located_in IS DISTINCT FROM lying.code
