-- Of which days the register of a dataset of facilities speaks, by what is known now.
-- Parameters: kind (text, the dataset).
-- Output: first (date, the first opening), until (date, the last opening or closing); null where
--   there is no facility.
-- Indexes: record_opening and record_closing, one end of each.
SELECT
    (SELECT min(lower(r.valid)) FROM record AS r
        WHERE r.dataset_id = :kind AND r.holds = 'facilities' AND r.known_until = 'infinity'
    ) AS first,
    greatest(
        (SELECT max(lower(r.valid)) FROM record AS r
            WHERE r.dataset_id = :kind AND r.holds = 'facilities' AND r.known_until = 'infinity'),
        (SELECT max(upper(r.valid)) FROM record AS r
            WHERE r.dataset_id = :kind AND r.holds = 'facilities' AND r.known_until = 'infinity')
    ) AS until
