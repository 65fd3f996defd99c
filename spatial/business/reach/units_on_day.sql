-- The areas of a level on a day, by code.
-- Parameters: level (text), date (date), known_at (timestamptz), low and high (codes from `low`
--   on and before `high`; high null for no end).
-- Output: id, code, name, parent_code, flag, note, lon, lat (of the label, EPSG:4490).
-- Index: division_area_level_valid.
SELECT
    area.id, area.code, area.name, area.parent_code, area.flag, area.note,
    ST_X(area.label_point) AS lon, ST_Y(area.label_point) AS lat
FROM division_area AS area
WHERE area.level = :level
  AND area.{valid} @> CAST(:date AS date)
  AND area.known @> CAST(:known_at AS timestamptz)
  AND area.code >= :low
  AND (CAST(:high AS text) IS NULL OR area.code < :high)
ORDER BY area.code, area.id
