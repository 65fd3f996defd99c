-- The areas of divisions that hold each of some points on a day.
-- Parameters: lons, lats (float8[], degrees, EPSG:4490), day (date), known_at.
-- Output: place (of the point, from 1), level, code, name, parent_code; no row for a point in none.
-- Indexes: division_atom_part_geom, division_area_atom_atom, the keys of division_atom and
--   division_area.
SELECT DISTINCT given.place, area.level, area.code, area.name, area.parent_code
FROM unnest(CAST(:lons AS float8[]), CAST(:lats AS float8[])) WITH ORDINALITY
    AS given (lon, lat, place)
JOIN division_atom_part AS piece
    ON ST_Covers(piece.geom, ST_SetSRID(ST_MakePoint(given.lon, given.lat), 4490))
JOIN division_atom AS atom ON atom.id = piece.atom_id
JOIN division_area_atom AS part ON part.atom_id = atom.id
JOIN division_area AS area ON area.id = part.area_id
WHERE atom.known @> CAST(:known_at AS timestamptz)
    AND area.{valid} @> CAST(:day AS date)
    AND area.known @> CAST(:known_at AS timestamptz)
    AND area.code IS NOT NULL
ORDER BY given.place, area.code
