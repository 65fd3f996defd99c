-- The tripoints of a day by name, a page of them.
-- Parameters: day (date); line (a number), division (LIKE pattern of a code) (each NULL for all);
--   known_at (timestamptz, NULL for now); limit, offset.
-- Columns: total (of all pages) in every row, and those of Tripoint: NULL in the only row of a page
--   behind the last one.
WITH wanted AS (
    SELECT own.*
    FROM tripoint AS own
    WHERE own.valid @> CAST(:day AS date)
        AND own.known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
        AND (CAST(:line AS text) IS NULL OR :line = ANY(own.lines))
        AND (
            CAST(:division AS text) IS NULL
            OR EXISTS (SELECT FROM unnest(own.codes) AS code WHERE code LIKE :division)
        )
),
page AS (
    SELECT
        name, codes, lines, monument, accuracy_m, source_crs,
        lower(valid) AS valid_from, upper(valid) AS valid_to, ST_X(geom) AS lon, ST_Y(geom) AS lat
    FROM wanted
    ORDER BY name
    LIMIT :limit OFFSET :offset
)
SELECT counted.total, page.*
FROM (SELECT count(*) AS total FROM wanted) AS counted
LEFT JOIN page ON true
ORDER BY page.name
