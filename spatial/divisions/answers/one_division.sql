-- What is drawn of a version on a day, on the layer of its level.
-- Parameters: id (of division), day (date), known_at, with_geometry (boolean).
-- Output: grade, flag, note, label_lon, label_lat, west, south, east, north, geometry (GeoJSON, NULL
--   unless asked for); always one row. CRS: CGCS2000, longitude latitude.
-- Where the unit shares an area with others and nobody knows the limits, grade, flag and note are
-- those of the shared area, and its geometry is no one's: those columns are NULL.
-- Indexes: the key of division, division_area_division, division_area_candidate_division.
SELECT
    coalesce(own.grade, shared.grade) AS grade,
    coalesce(own.flag, shared.flag) AS flag,
    CASE WHEN own.id IS NULL THEN shared.note ELSE own.note END AS note,
    ST_X(own.label_point) AS label_lon,
    ST_Y(own.label_point) AS label_lat,
    ST_XMin(own.geom) AS west,
    ST_YMin(own.geom) AS south,
    ST_XMax(own.geom) AS east,
    ST_YMax(own.geom) AS north,
    CASE WHEN :with_geometry THEN ST_AsGeoJSON(own.geom, 7) END AS geometry
FROM division
LEFT JOIN LATERAL (
    SELECT area.*
    FROM division_area AS area
    WHERE area.division_id = division.id
        AND area.level = division.level
        AND area.{valid} @> CAST(:day AS date)
        AND area.known @> CAST(:known_at AS timestamptz)
    LIMIT 1
) AS own ON true
LEFT JOIN LATERAL (
    SELECT area.grade, area.flag, area.note
    FROM division_area_candidate AS candidate
    JOIN division_area AS area ON area.id = candidate.area_id
    WHERE candidate.division_id = division.id
        AND area.level = division.level
        AND area.{valid} @> CAST(:day AS date)
        AND area.known @> CAST(:known_at AS timestamptz)
    ORDER BY area.id
    LIMIT 1
) AS shared ON true
WHERE division.id = :id
