-- A built tile as of a day.
-- Parameters: layer, basis, srid, z, x, y, day (a date, or -infinity).
-- Columns: build (which build of areas is on, NULL before the first), built (whether the tile is
--   built), packed, digest, coarser, body (NULL where it is empty); base, base_packed, base_digest
--   (of the body in whose terms this one is told, NULL where it is whole). Always one row.
-- Index: tile_built_pkey, read backwards from the day.
SELECT
    (SELECT fingerprint || ' ' || built_at FROM division_build) AS build,
    found.starts IS NOT NULL AS built,
    body.packed, body.digest, body.coarser, body.body,
    base.body AS base, base.packed AS base_packed, base.digest AS base_digest
FROM (SELECT 1) AS one
LEFT JOIN LATERAL (
    SELECT starts, body_id
    FROM tile_built
    WHERE layer = {layer}
        AND basis = {basis}
        AND srid = {srid}
        AND z = {z}
        AND x = {x}
        AND y = {y}
        AND starts <= {day}
    ORDER BY starts DESC
    LIMIT 1
) AS found ON true
LEFT JOIN tile_body AS body ON body.id = found.body_id
LEFT JOIN tile_body AS base ON base.id = body.base_id
