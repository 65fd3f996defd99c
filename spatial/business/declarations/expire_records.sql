-- Deletes the records of a dataset whose newest day lies before a day, with every version of them
-- that was ever known, and notes how many went.
-- Parameters: dataset (text), before (date), learned (timestamptz, when this is known).
-- Output: records (bigint).
-- Index: record_day and record_closing find what is old, record_key all that is known of it.
WITH old AS MATERIALIZED (
    SELECT DISTINCT candidate.key FROM (
        SELECT r.key FROM record AS r
        WHERE r.dataset_id = :dataset AND r.holds = 'cases' AND r.day < :before
        UNION ALL
        SELECT r.key FROM record AS r
        WHERE r.dataset_id = :dataset AND r.holds <> 'cases' AND upper(r.valid) <= :before
    ) AS candidate
    WHERE NOT EXISTS (
        SELECT FROM record AS newer
        WHERE newer.dataset_id = :dataset AND newer.key = candidate.key
            AND coalesce(newer.day >= :before, upper_inf(newer.valid)
                OR upper(newer.valid) > :before)
    )
), gone AS (
    DELETE FROM record AS r USING old
    WHERE r.dataset_id = :dataset AND r.key = old.key
    RETURNING r.key, coalesce(r.day, lower(r.valid)) AS first,
        coalesce(r.day, upper(r.valid) - 1) AS last
), counted AS (
    SELECT count(DISTINCT gone.key) AS records, min(gone.first) AS first, max(gone.last) AS last
    FROM gone
), noted AS (
    INSERT INTO record_expiry (dataset_id, expired_at, before, records, first_day, last_day)
    SELECT :dataset, :learned, :before, counted.records, counted.first, counted.last
    FROM counted WHERE counted.records > 0
)
SELECT counted.records FROM counted
