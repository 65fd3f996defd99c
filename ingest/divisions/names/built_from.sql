-- What the names are made from, as one text: registry, areas, and the runs that loaded places.
-- No parameters. Output: one text.
SELECT concat_ws(
    '|',
    (SELECT max(known_from) FROM division_registry),
    (SELECT count(*) FROM division),
    (SELECT fingerprint FROM division_build),
    (SELECT string_agg(CAST(id AS text), ',' ORDER BY id) FROM ingest_run
        WHERE kind = 'place-names' AND status = 'loaded'))
