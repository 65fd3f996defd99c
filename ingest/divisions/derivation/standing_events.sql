-- The events of a scheme that are held for true, with all they say but their effects.
-- Parameters: scheme. Output: id, key, then the columns as ingest.divisions.derivation.applying writes them.
-- Index: none; the whole scheme is read once in a derivation.
SELECT
    id, key, title, document_nos, approved_on, announced_on, effective_on, list_date,
    on_list, on_announced, on_approved, date_notes, wording, sources
FROM division_event
WHERE scheme = :scheme AND upper_inf(known)
