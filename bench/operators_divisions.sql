-- 3,000 square counties of 0.2 degrees in 30 provinces; each of two atoms, south and north. On
-- 2018-01-01 every tenth gave its northern half to the county after it.
-- Parameters: none.
INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at, finished_at)
VALUES ('division-history', 'bench', repeat('0', 64), 'loaded', now(), now());
INSERT INTO division_list (list_date, scheme) VALUES ('2010-12-31', 'mca'), ('2023-12-31', 'mca');
INSERT INTO division_registry (known_from, fingerprint) VALUES (now(), 'bench');
CREATE TABLE bench_county AS
SELECT
    n, lpad(cast(11 + n / 100 AS text), 2, '0') || lpad(cast(1 + n % 100 / 10 AS text), 2, '0')
        || lpad(cast(1 + n % 10 AS text), 2, '0') AS code,
    100 + 0.2 * (n % 60) AS west, 25 + 0.2 * (n / 60) AS south
FROM generate_series(0, 2999) AS n;
ANALYZE bench_county;
INSERT INTO division_identity (id, scheme) SELECT 'mca-' || code || '-2010', 'mca' FROM bench_county;
INSERT INTO division (code, name, level, parent_code, identity_id, valid, valid_announced,
    valid_approved, run_id)
SELECT c.code, '县' || c.code, 'county', substr(c.code, 1, 4) || '00', 'mca-' || c.code || '-2010',
    days, days, days, (SELECT max(id) FROM ingest_run)
FROM bench_county AS c, unnest(ARRAY[
    daterange('2010-12-31', '2018-01-01'), daterange('2018-01-01', NULL)]) AS days;
INSERT INTO division_atom (level, code, name, geom)
SELECT 'county', c.code || half, c.code || half, ST_Multi(ST_MakeEnvelope(
    west, south + 0.1 * half, west + 0.2, south + 0.1 + 0.1 * half, 4490))
FROM bench_county AS c, generate_series(0, 1) AS half ORDER BY c.n, half;
INSERT INTO division_atom_part
SELECT id, ST_GeometryN(geom, 1) FROM division_atom;
ANALYZE division;
ANALYZE division_atom;
CREATE TABLE bench_owner AS
SELECT
    c.code || half AS atom,
    CASE WHEN half = 1 AND c.n % 10 = 0 AND since >= '2018-01-01' THEN next.code ELSE c.code
        END AS owner,
    since
FROM bench_county AS c
CROSS JOIN generate_series(0, 1) AS half
CROSS JOIN unnest(ARRAY[DATE '2010-12-31', DATE '2018-01-01']) AS since
LEFT JOIN bench_county AS next ON next.n = c.n + 1;
ANALYZE bench_owner;
CREATE TABLE bench_member AS
SELECT d.id AS division_id, d.code, d.name, d.parent_code, d.valid, a.id AS atom_id, a.geom
FROM bench_owner AS o
JOIN division_atom AS a ON a.code = o.atom
JOIN division AS d ON d.code = o.owner AND lower(d.valid) = o.since;
ANALYZE bench_member;
INSERT INTO division_area (level, division_id, code, name, parent_code, valid, valid_announced,
    valid_approved, grade, geom, label_point)
SELECT 'county', division_id, code, name, parent_code, valid, datemultirange(valid),
    datemultirange(valid), 'held', ST_Multi(ST_Union(geom)), ST_PointOnSurface(ST_Union(geom))
FROM bench_member GROUP BY division_id, code, name, parent_code, valid;
INSERT INTO division_area_atom
SELECT area.id, m.atom_id FROM bench_member AS m
JOIN division_area AS area ON area.division_id = m.division_id;
INSERT INTO layer_edition VALUES ('county', '2010-12-31');
INSERT INTO division_build (fingerprint, built_at, registry_from) SELECT 'bench', now(), now()
