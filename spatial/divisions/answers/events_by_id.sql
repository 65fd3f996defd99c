-- Events whole, in order of time.
-- Parameters: ids (bigint[]).
-- Output: id, key, title, document_nos, approved_on, announced_on, effective_on, list_date, on_day
--   (on the basis), on_list, date_notes, wording, sources (JSON), known_from, known_to (NULL while
--   it is held for true).
-- Index: the key of division_event.
SELECT
    id, key, title, document_nos, approved_on, announced_on, effective_on, list_date,
    {on} AS on_day, on_list, date_notes, wording, sources,
    lower(known) AS known_from, upper(known) AS known_to
FROM division_event
WHERE id = ANY(CAST(:ids AS bigint[]))
ORDER BY {on}, on_list, id
