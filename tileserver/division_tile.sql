-- One vector tile of one division level as one sight of it shows, ready to send.
--
-- Parameters: srid (of the grid), zoom (whose drawings serve); left, top, edge, margin (of the
--   tile, in pixels of that zoom, x to the east and y to the south); scale (pixels of the tile in
--   one of those); level; day (a date, or -infinity for all that lies before the first edition);
--   known_at; layer, label_layer (names of the two MVT layers). {valid}: column of the basis.
--   internal (whether fields that are not open are shown); labelled (whether every unit has its name
--   on the map at this zoom; one with a flag has it at any, so that no gap goes unexplained).
-- Columns: build (which build it was read from, NULL before the first), tile (bytea, may be empty).
-- Order by id: the same rows give the same bytes, whatever plan was taken.
-- CRS: none is met here. Drawings stand on the pixels of their zoom as one coverage, so a tile is
--   cut out of them and moved; ST_AsMVTGeom would simplify each polygon by itself and part
--   neighbours. What is cut at the tile's margin may end between pixels, out of sight: it is rounded.
-- Where comments name them, published/statements.py lays the values of a choropleth over the units.
-- Indexes: division_drawing_where, division_area_outline.
WITH tile AS (
    SELECT ST_MakeEnvelope(
        CAST(:left AS float8) - CAST(:margin AS float8),
        CAST(:top AS float8) - CAST(:margin AS float8),
        CAST(:left AS float8) + CAST(:edge AS float8) + CAST(:margin AS float8),
        CAST(:top AS float8) + CAST(:edge AS float8) + CAST(:margin AS float8)
    ) AS around
),
/* told */
found AS MATERIALIZED (
    SELECT
        area.id, area.code, area.name, area.level, area.parent_code, area.grade, area.flag,
        CASE WHEN CAST(:internal AS boolean) THEN area.note END AS note /* told fields */,
        drawing.shape, drawing.label, tile.around
    FROM tile
    JOIN division_drawing AS drawing ON drawing.shape && tile.around
    JOIN division_area AS area ON area.outline_id = drawing.outline_id
    /* joined */
    WHERE drawing.srid = CAST(:srid AS integer)
        AND drawing.zoom = CAST(:zoom AS smallint)
        AND drawing.known @> CAST(:known_at AS timestamptz)
        AND area.level = :level
        AND area.{valid} @> CAST(:day AS date)
        AND area.known @> CAST(:known_at AS timestamptz)
),
drawn AS MATERIALIZED (
    SELECT
        id, code, name, level, parent_code, grade, flag, note, CAST(NULL AS boolean) AS small /* fields */,
        ST_TransScale(
            CASE
                WHEN shape @ around THEN shape
                WHEN ST_IsValid(cut) THEN cut
                -- Two strips may meet on the margin where they were cut, out of sight.
                ELSE ST_ForcePolygonCCW(
                    ST_CollectionExtract(ST_MakeValid(cut, 'method=structure'), 3))
            END,
            -CAST(:left AS float8), -CAST(:top AS float8),
            CAST(:scale AS float8), CAST(:scale AS float8)
        ) AS shape
    FROM found
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT shape @ around THEN
            ST_ForcePolygonCCW(ST_SnapToGrid(
                ST_CollectionExtract(ST_ClipByBox2D(shape, Box2D(around)), 3), 1))
        END AS cut
        OFFSET 0
    ) AS at_the_margin
    WHERE GeometryType(shape) <> 'POINT'
    UNION ALL
    -- What is too small for a polygon at this zoom must not vanish from the map.
    SELECT
        id, code, name, level, parent_code, grade, flag, note, true /* fields */,
        ST_TransScale(
            shape, -CAST(:left AS float8), -CAST(:top AS float8),
            CAST(:scale AS float8), CAST(:scale AS float8)
        )
    FROM found
    WHERE GeometryType(shape) = 'POINT'
        AND ST_XMin(shape) >= :left
        AND ST_XMin(shape) < CAST(:left AS float8) + CAST(:edge AS float8)
        AND ST_YMin(shape) >= :top
        AND ST_YMin(shape) < CAST(:top AS float8) + CAST(:edge AS float8)
),
labelled AS (
    -- Half open: a name on a tile's edge is in one tile only.
    SELECT
        id, code, name, level, parent_code, grade, flag /* fields */,
        ST_TransScale(
            label, -CAST(:left AS float8), -CAST(:top AS float8),
            CAST(:scale AS float8), CAST(:scale AS float8)
        ) AS point
    FROM found
    WHERE (CAST(:labelled AS boolean) OR flag IS NOT NULL)
        AND ST_X(label) >= :left
        AND ST_X(label) < CAST(:left AS float8) + CAST(:edge AS float8)
        AND ST_Y(label) >= :top
        AND ST_Y(label) < CAST(:top AS float8) + CAST(:edge AS float8)
)
SELECT
    (SELECT fingerprint || ' ' || built_at FROM division_build) AS build,
    coalesce(
        (SELECT ST_AsMVT(drawn, :layer, 4096, 'shape', 'id' ORDER BY id)
         FROM drawn WHERE NOT ST_IsEmpty(shape)),
        ''
    ) || coalesce(
        (SELECT ST_AsMVT(labelled, :label_layer, 4096, 'point', 'id' ORDER BY id) FROM labelled),
        ''
    ) AS tile
