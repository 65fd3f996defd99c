-- The shapes of versions, each on a day of its own.
-- Parameters: ids (bigint[] of division), days (date[], as many), known_at.
-- Output: id, on_day, grade, geometry (GeoJSON text, CGCS2000, 1e-6 degree); no row where nothing of
--   the version's own is drawn.
-- Index: division_area_division.
SELECT asked.id, asked.on_day, area.grade, ST_AsGeoJSON(area.geom, 6) AS geometry
FROM unnest(CAST(:ids AS bigint[]), CAST(:days AS date[])) AS asked (id, on_day)
JOIN division ON division.id = asked.id
JOIN division_area AS area
    ON area.division_id = division.id
    AND area.level = division.level
    AND area.{valid} @> asked.on_day
    AND area.known @> CAST(:known_at AS timestamptz)
