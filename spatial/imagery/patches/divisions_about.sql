-- The divisions in which a patch lies on a day, of every level, by level and code.
-- Parameters: patch (WKB, degrees, CGCS2000), day (date), known_at.
-- Output: level, version, identity, code, name, grade (of the division's shape), m2 (geodesic).
-- Areas of each level are unions of atoms, which do not overlap: the patch is cut once by the pieces
-- of the atoms, and the cuts are summed by area. What only touches has no square metre.
-- Indexes: division_atom_part_geom, division_area_atom_atom, the keys of division_atom,
--   division_area and division.
WITH patch AS (
    SELECT ST_GeomFromWKB(:patch, 4490) AS geom
),
cuts AS (
    SELECT
        piece.atom_id,
        sum(ST_Area(CAST(
            ST_CollectionExtract(ST_Intersection(piece.geom, patch.geom), 3) AS geography
        ))) AS m2
    FROM patch
    JOIN division_atom_part AS piece ON ST_Intersects(piece.geom, patch.geom)
    JOIN division_atom AS atom ON atom.id = piece.atom_id
    WHERE atom.known @> CAST(:known_at AS timestamptz)
    GROUP BY piece.atom_id
)
SELECT
    area.level,
    area.division_id AS version,
    max(division.identity_id) AS identity,
    area.code,
    max(area.name) AS name,
    max(area.grade) AS grade,
    sum(cuts.m2) AS m2
FROM cuts
JOIN division_area_atom AS part ON part.atom_id = cuts.atom_id
JOIN division_area AS area ON area.id = part.area_id
LEFT JOIN division ON division.id = area.division_id
WHERE cuts.m2 > 0
    AND area.code IS NOT NULL
    AND area.{valid} @> CAST(:day AS date)
    AND area.known @> CAST(:known_at AS timestamptz)
GROUP BY area.level, area.division_id, area.code
ORDER BY
    array_position(
        ARRAY['province', 'prefecture', 'county', 'township', 'village'], area.level
    ),
    area.code
