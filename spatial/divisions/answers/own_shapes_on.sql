-- The versions of a scheme that stand on a day and have shapes of their own.
-- Parameters: scheme, day, known_at; with_shape: whether to read the geometry.
-- Output: identity, code, name, level, type, first, until, geometry (GeoJSON text or NULL), by code.
-- CRS: EPSG:4490. Index: division_level_code, then the exclusion index of division_own_shape.
SELECT d.identity_id AS identity, d.code, d.name, d.level, d.type,
    lower(d.valid) AS first, upper(d.valid) AS until,
    CASE WHEN :with_shape THEN ST_AsGeoJSON(s.geom, 7) END AS geometry
FROM division d
JOIN division_own_shape s ON s.division_id = d.id AND s.known @> CAST(:known_at AS timestamptz)
WHERE d.scheme = :scheme
    AND d.valid @> CAST(:day AS date)
    AND d.known @> CAST(:known_at AS timestamptz)
ORDER BY d.code
