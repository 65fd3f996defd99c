-- Cases of ten years, evenly over all counties, each with its point and the code of its county.
-- Parameters: points (their number).
INSERT INTO dataset (id, title, line, owner, holds, declaration) VALUES ('points', '点', '社会救助',
    '虚构', '{cases}', '{"id": "points", "title": "点", "line": "社会救助", "owner": "虚构",
    "holds": ["cases"], "grade": "internal",
    "fields": [{"name": "n", "title": "数", "type": "integer", "grade": "internal"}]}');
INSERT INTO cell_secret (dataset_id) VALUES ('points');
SELECT setseed(0.25);
INSERT INTO record (
    dataset_id, holds, key, day, geom, division_code, division_by, attributes, cell_key
)
SELECT 'points', 'cases', cast(drawn.n AS text), DATE '2014-01-01' + cast(drawn.n % 3652 AS int),
    ST_SetSRID(ST_MakePoint(
        100 + 0.2 * (c.n % 60) + 0.2 * drawn.x, 25 + 0.2 * (c.n / 60) + 0.2 * drawn.y), 4490),
    c.code, 'point', jsonb_build_object('n', drawn.n % 10),
    cell_key((SELECT secret FROM cell_secret), cast(drawn.n AS text))
FROM (
    SELECT n, cast(floor(random() * 3000) AS int) AS county, 0.001 + 0.998 * random() AS x,
        0.001 + 0.998 * random() AS y
    FROM generate_series(1, CAST(:points AS bigint)) AS n
) AS drawn
JOIN bench_county AS c ON c.n = drawn.county
