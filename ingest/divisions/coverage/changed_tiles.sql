-- Notes the tiles that a build changed, and takes those that were built ahead out of the store.
--
-- Parameters: known_from (instant of the build), lines (bigint[], those that were drawn now), margin (pixels that a tile reaches beyond its
--   edge), extent (pixels along its edge), most (ranges of a layer, zoom and grid above which the
--   whole of it counts as changed).
-- A tile changes where an area begins or ends to be known, or is drawn otherwise: with its old
-- drawing and with its new one, on every zoom that has drawings; and where a line is new. Markers
-- are few and quick to draw: all their tiles count as changed.
WITH redrawn AS (
    SELECT DISTINCT outline_id
    FROM division_drawing
    WHERE lower(known) = :known_from OR upper(known) = :known_from
),
changed AS (
    SELECT DISTINCT area.level, area.outline_id
    FROM division_area AS area
    WHERE lower(area.known) = :known_from
        OR upper(area.known) = :known_from
        OR (upper_inf(area.known) AND area.outline_id IN (SELECT outline_id FROM redrawn))
),
ranges AS (
    SELECT DISTINCT
        changed.level AS layer, drawing.srid, drawing.zoom,
        CAST(floor((ST_XMin(drawing.shape) - :margin) / :extent) AS integer) AS x_from,
        CAST(floor((ST_XMax(drawing.shape) + :margin) / :extent) AS integer) AS x_to,
        CAST(floor((ST_YMin(drawing.shape) - :margin) / :extent) AS integer) AS y_from,
        CAST(floor((ST_YMax(drawing.shape) + :margin) / :extent) AS integer) AS y_to
    FROM changed
    JOIN division_drawing AS drawing ON drawing.outline_id = changed.outline_id
    WHERE upper_inf(drawing.known) OR upper(drawing.known) = :known_from
    UNION
    SELECT
        'boundary_line', srid, zoom,
        CAST(floor((ST_XMin(shape) - :margin) / :extent) AS integer),
        CAST(floor((ST_XMax(shape) + :margin) / :extent) AS integer),
        CAST(floor((ST_YMin(shape) - :margin) / :extent) AS integer),
        CAST(floor((ST_YMax(shape) + :margin) / :extent) AS integer)
    FROM boundary_line_drawing
    WHERE line_id = ANY(CAST(:lines AS bigint[]))
    UNION
    SELECT DISTINCT 'boundary_marker', srid, zoom, 0, 2147483647, 0, 2147483647
    FROM division_drawing
),
counted AS (
    SELECT ranges.*, count(*) OVER (PARTITION BY layer, srid, zoom) AS together
    FROM ranges
),
noted AS (
    INSERT INTO tile_change (changed_at, layer, srid, zoom, x_from, x_to, y_from, y_to)
    SELECT CAST(:known_from AS timestamptz), layer, srid, zoom, x_from, x_to, y_from, y_to
    FROM counted
    WHERE together <= :most
    UNION ALL
    SELECT DISTINCT
        CAST(:known_from AS timestamptz), layer, srid, zoom, 0, 2147483647, 0, 2147483647
    FROM counted
    WHERE together > :most
    RETURNING layer, srid, zoom, x_from, x_to, y_from, y_to
)
DELETE FROM tile_built AS tile
USING noted
WHERE tile.layer = noted.layer
    AND tile.srid = noted.srid
    AND tile.z = noted.zoom
    AND tile.x BETWEEN noted.x_from AND noted.x_to
    AND tile.y BETWEEN noted.y_from AND noted.y_to
