-- The effects of the events of a scheme that are held for true.
-- Parameters: scheme. Output: event_id, then the columns as ingest.divisions.derivation.applying writes them.
-- Index: none; the whole scheme is read once in a derivation.
SELECT
    effect.event_id, effect.kind, effect.predecessor_id, effect.successor_id,
    effect.successor_code, effect.continues, effect.rule, effect.share, effect.portion,
    effect.moved, effect.note
FROM division_effect AS effect
JOIN division_event AS event ON event.id = effect.event_id
WHERE event.scheme = :scheme AND upper_inf(event.known)
