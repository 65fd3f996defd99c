-- What `python -m bench series` asks: counties of one list, two indicators with monthly figures.
-- Parameters: counties (how many), first, last (first days of months, both included).
INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at, finished_at)
VALUES ('division-history', 'bench', repeat('0', 64), 'loaded', now(), now());
INSERT INTO division_list VALUES ('2000-12-31'), ('2020-12-31');
INSERT INTO division_identity (id, scheme)
SELECT 'mca:' || (100000 + n), 'mca' FROM generate_series(1, :counties) AS n;
INSERT INTO division (code, name, level, parent_code, identity_id, valid, valid_announced,
    valid_approved, run_id)
SELECT CAST(100000 + n AS text), '虚构' || n || '县', 'county', '100000', 'mca:' || (100000 + n),
    days, days, days, (SELECT max(id) FROM ingest_run)
FROM generate_series(1, :counties) AS n, daterange('2000-12-31', NULL) AS days;
INSERT INTO dataset (id, title, line, owner) VALUES ('bench', '测试', '养老', '虚构市民政局');
INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space, additive_time, nature,
    grade, minimum_cell)
VALUES ('bench_stock', 'bench', '在院老年人数', '人', 'stock', true, false, 'extensive', 'open', 0),
    ('bench_spent', 'bench', '支出累计', '万元', 'year_to_date', true, false, 'extensive', 'open', 0);
INSERT INTO observation (indicator_id, division_code, starts, ends, value)
SELECT 'bench_stock', CAST(100000 + n AS text), month, month + interval '1 month',
    round((300 + (n * 7919) % 500) * (1 + 0.2 * sin(extract(month FROM month) * pi() / 6))
        + (n * 31 + extract(epoch FROM month) / 86400)::bigint % 17)
FROM generate_series(1, :counties) AS n,
    generate_series(CAST(:first AS timestamp), :last, '1 month') AS month
ORDER BY 2, 3;
INSERT INTO observation (indicator_id, division_code, starts, ends, value)
SELECT 'bench_spent', CAST(100000 + n AS text), month, month + interval '1 month',
    extract(month FROM month) * (10 + n % 90) + 0.5
FROM generate_series(1, :counties) AS n,
    generate_series(CAST(:first AS timestamp), :last, '1 month') AS month
ORDER BY 2, 3
