-- Facilities, or areas, of a dataset as they stood on two days, each with where it lay.
-- Parameters: dataset, holds (text), first, last (dates), level (text: of the atoms, or NULL),
--   known_at (timestamptz).
-- Output: key, cell_key; of both days, null where it does not stand: starts, code (of its division), lon, lat
--   (of its point, CGCS2000), said (its fields), atoms (bigint[]); moved_m (geodesic). By key.
-- Index: record_opening (or record_key) for the dataset, record_place_record.
WITH standing AS (
    SELECT
        r.key, r.cell_key, r.valid, r.division_code, r.attributes, r.known_from,
        CASE WHEN ST_Dimension(r.geom) = 0 THEN r.geom ELSE ST_PointOnSurface(r.geom) END AS point,
        ARRAY(
            SELECT p.atom_id FROM record_place AS p
            WHERE p.record_id = r.id AND p.level = CAST(:level AS text)
        ) AS atoms
    FROM record AS r
    WHERE r.dataset_id = :dataset AND r.holds = :holds
        AND r.known_from <= :known_at AND r.known_until > :known_at
        AND (r.valid @> CAST(:first AS date) OR r.valid @> CAST(:last AS date))
),
before AS (SELECT * FROM standing WHERE valid @> CAST(:first AS date)),
after AS (SELECT * FROM standing WHERE valid @> CAST(:last AS date))
SELECT
    coalesce(before.key, after.key) AS key,
    coalesce(before.cell_key, after.cell_key) AS cell_key,
    lower(before.valid) AS before_starts, lower(after.valid) AS after_starts,
    before.division_code AS before_code, after.division_code AS after_code,
    ST_X(before.point) AS before_lon, ST_Y(before.point) AS before_lat,
    ST_X(after.point) AS after_lon, ST_Y(after.point) AS after_lat,
    before.attributes AS before_said, after.attributes AS after_said,
    before.atoms AS before_atoms, after.atoms AS after_atoms,
    ST_Distance(geography(before.point), geography(after.point)) AS moved_m
FROM before
FULL JOIN after ON after.key = before.key
ORDER BY key
