-- When the last thing of a dataset's records was learned or taken back, and the last day of which
-- they speak: of cases the last one's, of others the last beginning or end.
-- Parameters: dataset, holds (text).
-- Output: known_at (timestamptz), until (date); null where there is nothing.
-- Indexes: one end of record_known, record_corrected, record_day, record_opening, record_closing.
SELECT
    greatest(
        (SELECT max(r.known_from) FROM record AS r WHERE r.dataset_id = :dataset),
        (SELECT max(r.known_until) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.known_until < 'infinity')
    ) AS known_at,
    CASE :holds
        WHEN 'cases' THEN (
            SELECT max(r.day) FROM record AS r WHERE r.dataset_id = :dataset AND r.holds = 'cases'
        )
        WHEN 'facilities' THEN greatest(
            (SELECT max(lower(r.valid)) FROM record AS r
                WHERE r.dataset_id = :dataset AND r.holds = 'facilities'),
            (SELECT max(upper(r.valid)) FROM record AS r
                WHERE r.dataset_id = :dataset AND r.holds = 'facilities')
        )
        ELSE (
            SELECT max(greatest(lower(r.valid), upper(r.valid))) FROM record AS r
            WHERE r.dataset_id = :dataset AND r.holds = 'areas'
        )
    END AS until
