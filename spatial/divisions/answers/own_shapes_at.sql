-- The versions of a scheme that cover a position on a day, by their own shapes.
-- Parameters: scheme, day, known_at, lon and lat (degrees, CGCS2000; edges belong to both sides).
-- Output: identity, code, name, level, type, first, until, geometry (NULL), by code.
-- CRS: EPSG:4490. Index: division_own_shape_geom.
-- A scheme of dated polygons knows no announcements or approvals: its days are in `valid`.
SELECT d.identity_id AS identity, d.code, d.name, d.level, d.type,
    lower(d.valid) AS first, upper(d.valid) AS until, CAST(NULL AS text) AS geometry
FROM division_own_shape s
JOIN division d ON d.id = s.division_id
WHERE ST_Covers(s.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))
    AND s.known @> CAST(:known_at AS timestamptz)
    AND d.scheme = :scheme
    AND d.valid @> CAST(:day AS date)
    AND d.known @> CAST(:known_at AS timestamptz)
ORDER BY d.code
