-- Incoming records whose point lies in no division that is drawn on their day, with the nearest atom
-- of a county.
-- Parameters: most (int).
-- Output: place, code, name (of the atom), metres (geodesic); code null where nothing is drawn.
-- Index: division_atom_part_geom.
SELECT i.place, near.code, near.name, near.metres
FROM incoming_record AS i
LEFT JOIN LATERAL (
    SELECT atom.code, atom.name, ST_Distance(geography(part.geom), geography(i.geom)) AS metres
    FROM division_atom_part AS part
    JOIN division_atom AS atom ON atom.id = part.atom_id
    WHERE atom.level = 'county' AND upper_inf(atom.known)
    ORDER BY part.geom <-> i.geom
    LIMIT 1
) AS near ON true
WHERE i.division_code IS NULL AND EXISTS (SELECT FROM division_atom)
ORDER BY i.n
LIMIT :most
