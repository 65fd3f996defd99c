-- The last day of which a dataset's records spoke at an instant: of cases the last one's, of others
-- the last beginning or end.
-- Parameters: dataset, holds (text), known_at (timestamptz).
-- Output: one date, null where there is nothing.
-- Indexes: record_day, record_opening and record_closing from their ends, until a record that was
--   known then.
SELECT CASE :holds
    WHEN 'cases' THEN (
        SELECT r.day FROM record AS r
        WHERE r.dataset_id = :dataset AND r.holds = 'cases' AND r.known_from <= :known_at
            AND r.known_until > :known_at
        ORDER BY r.day DESC LIMIT 1
    )
    WHEN 'facilities' THEN greatest(
        (
            SELECT lower(r.valid) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.holds = 'facilities'
                AND r.known_from <= :known_at AND r.known_until > :known_at
            ORDER BY lower(r.valid) DESC LIMIT 1
        ),
        (
            SELECT upper(r.valid) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.holds = 'facilities'
                AND r.known_from <= :known_at AND r.known_until > :known_at
                AND upper(r.valid) IS NOT NULL
            ORDER BY upper(r.valid) DESC LIMIT 1
        )
    )
    ELSE (
        SELECT max(greatest(lower(r.valid), upper(r.valid))) FROM record AS r
        WHERE r.dataset_id = :dataset AND r.holds = 'areas' AND r.known_from <= :known_at
            AND r.known_until > :known_at
    )
END
