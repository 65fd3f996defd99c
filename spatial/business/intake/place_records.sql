-- Places the records of a dataset that are new, and the others where atoms are new.
-- Of a polygon the point on its surface is placed.
-- Parameters: dataset (text), records_through (id), records (id), after (id: of which records to
--   ask: 0 for all where atoms are new, else records_through).
-- Output: none; as many rows as are placed.
-- A point on a limit lies in several atoms of a level that are known at the same time: the one in
-- which it was placed before keeps it, else the one of the smallest code takes it, where it lives at
-- least as long as the other.
-- Indexes: record_pkey where few are asked; division_atom_part_geom and division_atom_pkey, once per
-- record; record_place_record for those that were placed before.
INSERT INTO record_place (
    record_id, dataset_id, level, atom_id, day, known_from, known_until, cell_key
)
SELECT r.id, r.dataset_id, taken.level, taken.id, r.day, r.known_from, r.known_until, r.cell_key
FROM record AS r
CROSS JOIN LATERAL (
    WITH hit AS (
        SELECT DISTINCT
            a.id, a.level, a.code, a.known,
            r.id <= :records_through AND EXISTS (
                SELECT FROM record_place AS p WHERE p.record_id = r.id AND p.atom_id = a.id
            ) AS placed
        FROM division_atom_part AS part
        JOIN division_atom AS a ON a.id = part.atom_id
        WHERE a.level IN ('county', 'township')
          AND ST_Intersects(
              part.geom,
              CASE WHEN ST_Dimension(r.geom) = 0 THEN r.geom ELSE ST_PointOnSurface(r.geom) END
          )
    )
    SELECT hit.id, hit.level
    FROM hit
    WHERE NOT hit.placed
      AND NOT EXISTS (
          SELECT FROM hit AS other
          WHERE other.level = hit.level
            AND (NOT other.placed, other.code, other.id) < (NOT hit.placed, hit.code, hit.id)
            AND other.known && hit.known
            AND coalesce(upper(other.known), 'infinity') >= coalesce(upper(hit.known), 'infinity')
      )
) AS taken
WHERE r.dataset_id = :dataset AND r.geom IS NOT NULL
  AND r.id > CAST(:after AS bigint) AND r.id <= CAST(:records AS bigint)
