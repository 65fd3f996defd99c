-- The scenes taken in a window whose footprint meets an area, oldest first.
-- :area          polygon as WKB, degrees, CGCS2000
-- :start, :end   instants, [start, end)
-- :limit         most rows
-- → id text, geometry jsonb (GeoJSON), content jsonb (the other members of the STAC item)
-- Index: geometry_idx (GiST) of the partition of pgstac.items.
SELECT id, ST_AsGeoJSON(geometry, 15)::jsonb AS geometry, content
FROM pgstac.items
WHERE collection = 'scenes'
  AND ST_Intersects(geometry, ST_GeomFromWKB(:area, 4326))
  AND content->'properties'->>'shikong:time_precision' <> 'unknown'
  AND datetime >= :start
  AND datetime < :end
ORDER BY datetime, id
LIMIT :limit
