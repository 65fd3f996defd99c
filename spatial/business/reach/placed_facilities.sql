-- The facilities of a dataset that stand on a day, each with its area of a level on it.
-- Parameters: dataset (text), level (text), date (the day of the divisions and of
--   what stands),
--   divisions_known_at, known_at (timestamptz); first, last: of no use here, measure (text: a numeric field, null to
--   count), boxed (boolean) and west, south, east, north (degrees, EPSG:4490) of a box.
-- Output: lon, lat (degrees, EPSG:4490), area (id of the area of the level, -1 for none), day (since
--   1970-01-01), hour (in Beijing, -1 where none is told), weight, key (of the record, by which counts are perturbed);
--   by id.
-- Index: record_nearest by dataset and day; division_area_level_valid and the key of division_area_atom; the places of the
--   dataset are hashed, or come through record_place_record where few records are asked for.
WITH drawn AS (
    SELECT member.atom_id, area.id AS area_id
    FROM division_area AS area
    JOIN division_area_atom AS member ON member.area_id = area.id
    WHERE area.level = :level
      AND area.{valid} @> CAST(:date AS date)
      AND area.known @> CAST(:divisions_known_at AS timestamptz)
)
SELECT
    ST_X(at.point) AS lon,
    ST_Y(at.point) AS lat,
    coalesce(lies.area_id, -1) AS area,
    0 AS day,
    -1 AS hour,
    CASE
        WHEN CAST(:measure AS text) IS NULL THEN 1
        WHEN jsonb_typeof(r.attributes -> CAST(:measure AS text)) = 'number'
            THEN CAST(r.attributes ->> CAST(:measure AS text) AS float8)
        ELSE 0
    END AS weight,
    r.cell_key AS key
FROM record AS r
CROSS JOIN LATERAL (
    SELECT CASE WHEN ST_Dimension(r.geom) = 0 THEN r.geom ELSE ST_PointOnSurface(r.geom) END AS point
) AS at
-- At every instant a record has one atom of a level at most.
LEFT JOIN (
    SELECT place.record_id, drawn.area_id
    FROM record_place AS place
    JOIN drawn ON drawn.atom_id = place.atom_id
    WHERE place.dataset_id = :dataset
) AS lies ON lies.record_id = r.id
WHERE r.dataset_id = :dataset
  AND r.holds = 'facilities'
  AND r.valid @> CAST(:date AS date)
  AND r.known_from <= CAST(:known_at AS timestamptz)
  AND CAST(:known_at AS timestamptz) < r.known_until
  AND r.geom IS NOT NULL
  AND (NOT CAST(:boxed AS boolean)
       OR r.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4490))
ORDER BY r.id
