-- All that a tile URL's date depends on, in one row and one snapshot.
--
-- Columns: build (which build of areas and drawings is on, NULL before the first);
--   first, until (days of the first and last published list, NULL without any);
--   pending (whether the registry or a vintage is newer than the build);
--   fictional (whether the database holds the fictional sample);
--   editions (JSON object: layer -> days on which its content changes, YYYY-MM-DD, ascending;
--   one at the beginning of the calendar is no change: what lies before all is `before`).
SELECT
    (SELECT fingerprint || ' ' || built_at FROM division_build) AS build,
    coalesce(
        (SELECT
            registry_from IS DISTINCT FROM (SELECT max(known_from) FROM division_registry)
            OR run_id < (
                SELECT max(id) FROM ingest_run
                WHERE status = 'loaded'
                    AND kind IN ('division-shapes', 'boundary-lines', 'boundary-markers'))
         FROM division_build),
        false
    ) AS pending,
    (SELECT min(list_date) FROM division_list WHERE scheme = 'mca') AS first,
    (SELECT max(list_date) FROM division_list WHERE scheme = 'mca') AS until,
    coalesce((SELECT content = 'fictional' FROM platform), false) AS fictional,
    coalesce(
        (SELECT jsonb_object_agg(layer, days)
         FROM (
             SELECT layer, jsonb_agg(to_char(starts, 'YYYY-MM-DD') ORDER BY starts) AS days
             FROM layer_edition
             WHERE starts > date '0001-01-01'
             GROUP BY layer
         ) AS per_layer),
        '{}'
    ) AS editions
