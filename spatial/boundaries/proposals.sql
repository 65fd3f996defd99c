-- The proposals for lines, the newest days first, a page of them.
-- Parameters: level, day (date), division (LIKE pattern of a code) (each NULL for all);
--   with_geometry; limit, offset.
-- Columns: total (of all pages) in every row, and those of Proposal: NULL in the only row of a page
--   behind the last one. geometry: GeoJSON text, CGCS2000, 1e-7 degree.
WITH wanted AS (
    SELECT id
    FROM boundary_proposal
    WHERE (CAST(:level AS text) IS NULL OR level = :level)
        AND (CAST(:day AS date) IS NULL OR day = :day)
        AND (
            CAST(:division AS text) IS NULL
            OR left_code LIKE :division OR right_code LIKE :division
        )
),
page AS (
    SELECT
        own.id, own.level, own.day, own.left_code, own.right_code, own.length_m, own.derived_at,
        CASE WHEN CAST(:with_geometry AS boolean) THEN ST_AsGeoJSON(own.geom, 7) END AS geometry
    FROM wanted
    JOIN boundary_proposal AS own USING (id)
    ORDER BY own.day DESC, own.level, own.left_code, own.right_code
    LIMIT :limit OFFSET :offset
)
SELECT counted.total, page.*
FROM (SELECT count(*) AS total FROM wanted) AS counted
LEFT JOIN page ON true
ORDER BY page.day DESC, page.level, page.left_code, page.right_code
