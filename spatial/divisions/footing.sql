-- What an answer about a scheme can stand on: which lists, known since when.
-- Parameters: scheme (text), known_at (timestamptz, infinity for all that is known by now).
-- Output: one row for a scheme that is there, none else. title, code_form; first, until (days of
--   the lists known then, NULL without any); known_first (when the registry of its first list was
--   derived, NULL without lists); has_bases (whether its versions have periods by announcement and approval, NULL
--   without versions); known_now (when the newest that is held was learned); present (the database's clock).
-- Small tables (a few thousand differences at most); the one version that is looked at comes through division_level_code.
SELECT
    scheme.title,
    scheme.code_form,
    (SELECT min(list_date) FROM division_list AS list
     WHERE list.scheme = scheme.scheme
         AND known_from <= CAST(:known_at AS timestamptz)) AS first,
    (SELECT max(list_date) FROM division_list AS list
     WHERE list.scheme = scheme.scheme
         AND known_from <= CAST(:known_at AS timestamptz)) AS until,
    (SELECT greatest(min(list.known_from), (SELECT min(known_from) FROM division_registry))
     FROM division_list AS list
     WHERE list.scheme = scheme.scheme HAVING count(*) > 0) AS known_first,
    (SELECT valid_announced IS NOT NULL FROM division
     WHERE division.scheme = scheme.scheme LIMIT 1) AS has_bases,
    greatest(
        (SELECT max(known_from) FROM division_registry),
        (SELECT max(known_from) FROM division_list),
        (SELECT max(built_at) FROM division_build),
        (SELECT max(greatest(lower(known), upper(known))) FROM division_difference),
        (SELECT max(finished_at) FROM ingest_run
         WHERE status = 'loaded'
             AND (kind LIKE 'division-%'
                 OR kind IN ('statistics-codes', 'township-changes', 'dated-polygons')))
    ) AS known_now,
    clock_timestamp() AS present
FROM division_scheme AS scheme
WHERE scheme.scheme = :scheme
