-- By what a source of business data is judged.
-- Parameters: dataset (text).
-- Output: lists (division lists that are loaded), declaration (version, null where there is none),
--   run (the last one that stored divisions), registry (when it was derived last).
SELECT
    (SELECT count(*) FROM division_list) AS lists,
    (SELECT version FROM dataset WHERE id = :dataset) AS declaration,
    (SELECT max(run_id) FROM division WHERE scheme = 'mca' AND upper_inf(known)) AS run,
    (SELECT max(known_from) FROM division_registry) AS registry
