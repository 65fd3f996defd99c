-- The areas that hold a point on a day, at least one row for each level that has areas.
-- Parameters: lon, lat (degrees, CGCS2000), day (date), known_at.
-- Output: level, area_id, division_id, identity, code, name, parent_code, grade, flag, note (of the
--   area, NULL where none holds the point); several rows of a level for a point on a limit, smallest
--   code first.
-- The point is looked up once, among the pieces of the atoms; each area of each level and date is a
-- union of atoms, so the rest is keys: no polygon is read again.
-- Indexes: division_atom_part_geom, division_area_atom_atom, the keys of division_atom,
--   division_area and division.
WITH place AS (
    SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4490) AS point
),
levels AS (
    SELECT level
    FROM unnest(ARRAY['province', 'prefecture', 'county', 'township', 'village']) AS level
    WHERE EXISTS (SELECT FROM layer_edition WHERE layer = level)
),
atoms AS (
    SELECT DISTINCT piece.atom_id
    FROM place
    JOIN division_atom_part AS piece ON ST_Covers(piece.geom, place.point)
    JOIN division_atom AS atom ON atom.id = piece.atom_id
    WHERE atom.known @> CAST(:known_at AS timestamptz)
),
found AS (
    SELECT DISTINCT area.id
    FROM atoms
    JOIN division_area_atom AS part ON part.atom_id = atoms.atom_id
    JOIN division_area AS area ON area.id = part.area_id
    WHERE area.{valid} @> CAST(:day AS date)
        AND area.known @> CAST(:known_at AS timestamptz)
)
SELECT
    levels.level,
    area.id AS area_id,
    area.division_id,
    division.identity_id AS identity,
    area.code,
    area.name,
    area.parent_code,
    area.grade,
    area.flag,
    area.note
FROM levels
LEFT JOIN (
    found
    JOIN division_area AS area ON area.id = found.id
    LEFT JOIN division ON division.id = area.division_id
) ON area.level = levels.level
ORDER BY levels.level, area.code, area.id
