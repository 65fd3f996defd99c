-- All that was ever registered of a line, by period, what is held for true now last.
-- Parameter: boundary. Columns: those of Told. Index: the exclusion constraint.
SELECT
    lower(valid) AS valid_from, upper(valid) AS valid_to,
    lower(known) AS known_from, upper(known) AS known_to,
    name, level, left_code, right_code, approved_by, agreement, agreed_on,
    encode(document, 'hex') AS document, stated_m, note
FROM boundary_fact
WHERE boundary_id = :boundary
ORDER BY lower(known), lower(valid) NULLS FIRST
