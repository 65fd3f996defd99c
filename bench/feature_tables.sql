-- The tables that the benchmark of features serves: a million points and three thousand areas with
-- the corners of counties. All of the same numbers each time.
-- Parameters: :points, how many points; :areas, how many areas.
-- pygeoapi gets the same rows in WGS 84 (schema office84), for it transforms CGCS2000 feature by
-- feature in Python, and swaps the axes of its boxes.
-- Output: none. Index: the primary keys, the boxes of both (GiST), and `kind` of the points.

SELECT setseed(0.5);

CREATE SCHEMA office;

CREATE TABLE office.bench_point (
    id bigint PRIMARY KEY,
    number text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    county text NOT NULL,
    beds integer NOT NULL,
    area double precision NOT NULL,
    opened date NOT NULL,
    checked boolean NOT NULL,
    geom geometry(Point, 4490) NOT NULL
);

INSERT INTO office.bench_point
SELECT n, 'F' || lpad(n::text, 9, '0'), '第' || n || '号养老服务设施',
       (ARRAY['养老院', '日间照料中心', '助餐点', '救助站', '殡仪馆'])[1 + n % 5],
       lpad((110000 + (n * 7919) % 540000)::text, 6, '0'), (n * 31 % 400)::integer,
       round((random() * 5000)::numeric, 2)::double precision,
       date '2000-01-01' + (n * 13 % 9000)::integer, n % 3 = 0,
       ST_SetSRID(ST_MakePoint(75 + random() * 58, 18 + random() * 34), 4490)
FROM generate_series(1, CAST(:points AS bigint)) AS n;

CREATE INDEX ON office.bench_point USING gist (geom);

CREATE INDEX ON office.bench_point (kind, id);

CREATE TABLE office.bench_area (
    id bigint PRIMARY KEY,
    code text NOT NULL,
    name text NOT NULL,
    level text NOT NULL,
    geom geometry(MultiPolygon, 4490) NOT NULL
);

INSERT INTO office.bench_area
SELECT n, lpad((110000 + n)::text, 6, '0'), '第' || n || '号县', 'county',
       ST_Multi(ST_MakePolygon(ST_AddPoint(line, ST_StartPoint(line))))
FROM (
    SELECT n, ST_MakeLine(
        ST_SetSRID(ST_MakePoint(
            76 + n % 60 * 0.95 + (0.3 + 0.1 * random()) * cos(radians(corner)),
            19 + n / 60 * 0.65 + (0.2 + 0.1 * random()) * sin(radians(corner))
        ), 4490) ORDER BY corner
    ) AS line
    FROM generate_series(1, CAST(:areas AS bigint)) AS n, generate_series(0, 359) AS corner
    GROUP BY n
) AS rings;

CREATE INDEX ON office.bench_area USING gist (geom);

ANALYZE office.bench_point;

ANALYZE office.bench_area;

CREATE SCHEMA office84;

CREATE TABLE office84.bench_point (LIKE office.bench_point);

ALTER TABLE office84.bench_point ALTER geom TYPE geometry(Point, 4326);

INSERT INTO office84.bench_point
SELECT id, number, name, kind, county, beds, area, opened, checked, ST_SetSRID(geom, 4326)
FROM office.bench_point ORDER BY id;

ALTER TABLE office84.bench_point ADD PRIMARY KEY (id);

CREATE INDEX ON office84.bench_point USING gist (geom);

CREATE INDEX ON office84.bench_point (kind, id);

CREATE TABLE office84.bench_area AS
SELECT id, code, name, level, ST_SetSRID(geom, 4326)::geometry(MultiPolygon, 4326) AS geom
FROM office.bench_area ORDER BY id;

ALTER TABLE office84.bench_area ADD PRIMARY KEY (id);

CREATE INDEX ON office84.bench_area USING gist (geom);
