-- Built tiles, each as of a day.
-- Parameters, arrays of one length: layer, basis, srid, z, x, y, day (dates, or -infinity).
-- Columns: build (which build of areas is on, NULL before the first), built (whether the tile is
--   built), packed, digest, coarser, body (NULL where it is empty); base, base_packed, base_digest
--   (of the body in whose terms this one is told, NULL where it is whole).
-- One row for each asked tile, in their order.
-- Index: tile_built_pkey, read backwards from the day; tile_body_pkey.
SELECT
    (SELECT fingerprint || ' ' || built_at FROM division_build) AS build,
    found.starts IS NOT NULL AS built,
    body.packed, body.digest, body.coarser, body.body,
    base.body AS base, base.packed AS base_packed, base.digest AS base_digest
FROM unnest(
    CAST({layer} AS text[]), CAST({basis} AS text[]), CAST({srid} AS integer[]),
    CAST({z} AS integer[]), CAST({x} AS integer[]), CAST({y} AS integer[]), CAST({day} AS date[])
) WITH ORDINALITY AS asked (layer, basis, srid, z, x, y, day, place)
LEFT JOIN LATERAL (
    SELECT starts, body_id
    FROM tile_built
    WHERE layer = asked.layer
        AND basis = asked.basis
        AND srid = asked.srid
        AND z = asked.z
        AND x = asked.x
        AND y = asked.y
        AND starts <= asked.day
    ORDER BY starts DESC
    LIMIT 1
) AS found ON true
LEFT JOIN tile_body AS body ON body.id = found.body_id
LEFT JOIN tile_body AS base ON base.id = body.base_id
ORDER BY asked.place
