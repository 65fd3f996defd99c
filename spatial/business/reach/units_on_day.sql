-- The areas of a level on a day, by code.
-- Parameters: level (text), date (date), known_at (timestamptz), prefix (text: what codes begin
--   with, null for all).
-- Output: id, code, name, parent_code, flag, note, lon, lat (of the label, EPSG:4490).
-- Index: division_area_level_valid.
SELECT
    area.id, area.code, area.name, area.parent_code, area.flag, area.note,
    ST_X(area.label_point) AS lon, ST_Y(area.label_point) AS lat
FROM division_area AS area
WHERE area.level = :level
  AND area.{valid} @> CAST(:date AS date)
  AND area.known @> CAST(:known_at AS timestamptz)
  AND (CAST(:prefix AS text) IS NULL OR starts_with(area.code, CAST(:prefix AS text)))
ORDER BY area.code, area.id
