-- One vector tile of what is other between two days on one level, ready to send.
--
-- Parameters: srid (of the grid), zoom (whose drawings serve); left, top, edge, margin (of the
--   tile, in pixels of that zoom, x to the east and y to the south); scale (pixels of the tile in
--   one of those); level; first, last (dates, or -infinity); known_at; layer (name of the MVT
--   layer). {valid}: column of the basis.
-- Column: tile (bytea, may be empty). A unit is matched by its identity: `change` is gone (drawn as
--   it was), new, shape, or name (its name or code only; both shapes are the same). An area that
--   stands for several units has no identity: it is new or gone where no area of the other day has
--   its name and outline.
-- Order by id. CRS: none is met here, see division_tile.sql.
-- Indexes: division_drawing_where, division_area_outline, division_area_division.
WITH tile AS (
    SELECT ST_MakeEnvelope(
        CAST(:left AS float8) - CAST(:margin AS float8),
        CAST(:top AS float8) - CAST(:margin AS float8),
        CAST(:left AS float8) + CAST(:edge AS float8) + CAST(:margin AS float8),
        CAST(:top AS float8) + CAST(:edge AS float8) + CAST(:margin AS float8)
    ) AS around
),
standing AS MATERIALIZED (
    SELECT
        area.id, area.code, area.name, area.outline_id,
        coalesce(division.identity_id, area.name || ' ' || area.outline_id) AS identity,
        area.{valid} @> CAST(:first AS date) AS before,
        area.{valid} @> CAST(:last AS date) AS after
    FROM division_area AS area
    LEFT JOIN division ON division.id = area.division_id
    WHERE area.level = :level
        AND area.known @> CAST(:known_at AS timestamptz)
        AND (area.{valid} @> CAST(:first AS date) OR area.{valid} @> CAST(:last AS date))
),
changed AS (
    SELECT
        coalesce(later.id, earlier.id) AS id,
        coalesce(later.code, earlier.code) AS code,
        coalesce(later.name, earlier.name) AS name,
        earlier.code AS code_before,
        earlier.name AS name_before,
        coalesce(later.outline_id, earlier.outline_id) AS outline_id,
        CASE
            WHEN later.id IS NULL THEN 'gone'
            WHEN earlier.id IS NULL THEN 'new'
            WHEN later.outline_id <> earlier.outline_id THEN 'shape'
            ELSE 'name'
        END AS change
    FROM (SELECT * FROM standing WHERE before) AS earlier
    FULL JOIN (SELECT * FROM standing WHERE after) AS later USING (identity)
    WHERE later.id IS NULL
        OR earlier.id IS NULL
        OR (later.code, later.name, later.outline_id)
            <> (earlier.code, earlier.name, earlier.outline_id)
),
drawn AS MATERIALIZED (
    SELECT
        changed.id, changed.code, changed.name, changed.code_before, changed.name_before,
        changed.change,
        ST_TransScale(
            CASE
                WHEN GeometryType(drawing.shape) = 'POINT' OR drawing.shape @ tile.around
                    THEN drawing.shape
                ELSE ST_ForcePolygonCCW(ST_SnapToGrid(ST_CollectionExtract(
                    ST_MakeValid(ST_ClipByBox2D(drawing.shape, Box2D(tile.around))), 3), 1))
            END,
            -CAST(:left AS float8), -CAST(:top AS float8),
            CAST(:scale AS float8), CAST(:scale AS float8)
        ) AS shape
    FROM tile
    JOIN division_drawing AS drawing ON drawing.shape && tile.around
    JOIN changed ON changed.outline_id = drawing.outline_id
    WHERE drawing.srid = CAST(:srid AS integer)
        AND drawing.zoom = CAST(:zoom AS smallint)
        AND drawing.known @> CAST(:known_at AS timestamptz)
)
SELECT coalesce(
    (SELECT ST_AsMVT(drawn, :layer, 4096, 'shape', 'id' ORDER BY id)
     FROM drawn WHERE NOT ST_IsEmpty(shape)),
    ''
) AS tile
