-- Counties that are squares of :degree, :side by :side from :west and :south on, each an atom, known
-- and drawn since ever. Parameters: west, south, degree, side, run (id), day (of the last list).
INSERT INTO division_list (list_date, scheme) VALUES ('2000-12-31', 'mca'), (:day, 'mca');
INSERT INTO division_registry (known_from, fingerprint) VALUES (now(), 'bench');
WITH cell AS (
    SELECT
        '99' || lpad(x::text, 2, '0') || lpad(y::text, 2, '0') AS code,
        ST_Multi(ST_MakeEnvelope(
            :west + x * :degree, :south + y * :degree,
            :west + (x + 1) * :degree, :south + (y + 1) * :degree, 4490
        )) AS geom
    FROM generate_series(1, :side) AS x, generate_series(1, :side) AS y
),
identity AS (
    INSERT INTO division_identity (id, scheme) SELECT 'mca:' || code, 'mca' FROM cell
),
unit AS (
    INSERT INTO division (code, name, level, parent_code, identity_id, valid, valid_announced,
        valid_approved, run_id)
    SELECT code, code, 'county', '990000', 'mca:' || code, period, period, period, :run
    FROM cell, daterange('2000-12-31', NULL) AS period
    RETURNING id, code
),
atom AS (
    INSERT INTO division_atom (level, code, name, geom)
    SELECT 'county', code, code, geom FROM cell
    RETURNING id, code, geom
),
part AS (
    INSERT INTO division_atom_part (atom_id, geom) SELECT id, ST_GeometryN(geom, 1) FROM atom
),
area AS (
    INSERT INTO division_area (level, division_id, code, name, valid, valid_announced,
        valid_approved, grade, geom, label_point)
    SELECT 'county', unit.id, cell.code, cell.code, period, datemultirange(period),
        datemultirange(period), 'held', cell.geom, ST_Centroid(cell.geom)
    FROM cell JOIN unit USING (code), daterange('2000-12-31', NULL) AS period
    RETURNING id, code
)
INSERT INTO division_area_atom SELECT area.id, atom.id FROM area JOIN atom USING (code);
INSERT INTO division_build VALUES (true, 'bench', now())
