-- A province of squares: counties of half a degree, each of 25 townships, sides of 20 vertices.
-- Statements one after the other, parted by lines of four dashes.
-- Parameters of the first: east, north (int: counties), west, south (degrees).
CREATE TEMPORARY TABLE unit ON COMMIT DROP AS
WITH county AS (
    SELECT
        '98' || lpad(CAST(n / 50 + 1 AS text), 2, '0') || lpad(CAST(n % 50 + 21 AS text), 2, '0')
            AS code,
        CAST(:west AS float8) + n % CAST(:east AS integer) * 0.5 AS x,
        CAST(:south AS float8) + n / CAST(:east AS integer) * 0.5 AS y
    FROM generate_series(0, CAST(:east AS integer) * CAST(:north AS integer) - 1) AS n
)
SELECT '980000' AS code, 'province' AS level, CAST(NULL AS text) AS parent,
    CAST(NULL AS float8) AS x, CAST(NULL AS float8) AS y, CAST(NULL AS float8) AS side
UNION ALL
SELECT code, 'county', '980000', x, y, 0.5 FROM county
UNION ALL
SELECT c.code || lpad(CAST(t + 1 AS text), 3, '0'), 'township', c.code, c.x + t % 5 * 0.1,
    c.y + t / 5 * 0.1, 0.1
FROM county AS c, generate_series(0, 24) AS t
----
ANALYZE unit
----
INSERT INTO division_list VALUES (DATE '2010-12-31')
----
INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at, finished_at)
VALUES ('division-history', 'bench', 'bench', 'loaded', now(), now())
----
INSERT INTO division_identity (id, scheme) SELECT 'bench-' || code, 'mca' FROM unit
----
INSERT INTO division (
    code, name, level, parent_code, identity_id, valid, valid_announced, valid_approved, run_id
)
SELECT code, '县' || code, level, parent, 'bench-' || code, days, days, days,
    (SELECT max(id) FROM ingest_run)
FROM unit, daterange(DATE '2010-12-31', NULL) AS days
----
INSERT INTO division_atom (level, code, name, geom)
SELECT level, code, code, ST_Multi(ST_Segmentize(
    ST_MakeEnvelope(x, y, x + side, y + side, 4490), side / 20
))
FROM unit WHERE x IS NOT NULL
----
INSERT INTO division_atom_part (atom_id, geom)
SELECT id, (ST_Dump(part)).geom FROM division_atom, ST_Subdivide(geom, 64) AS part
----
INSERT INTO division_area (
    level, division_id, code, name, parent_code, valid, valid_announced, valid_approved, grade,
    geom, label_point
)
SELECT d.level, d.id, d.code, d.name, d.parent_code, d.valid, datemultirange(d.valid),
    datemultirange(d.valid), 'held', a.geom, ST_PointOnSurface(a.geom)
FROM division AS d JOIN division_atom AS a ON a.code = d.code
----
INSERT INTO division_area_atom (area_id, atom_id)
SELECT area.id, atom.id FROM division_area AS area JOIN division_atom AS atom USING (code)
