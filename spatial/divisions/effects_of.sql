-- Effects of events with the facts of their event.
-- Parameters: scheme, known_at; givers, takers (bigint[] or NULL: effects from, to these versions,
--   either of the two where both are given), events (bigint[] or NULL), since, until (dates or
--   NULL; days on the basis, both included).
-- Output: id, event_id, event_key, title, document_nos, approved_on, announced_on, effective_on,
--   list_date, known_from, on_day (on the basis), on_list, kind, predecessor_id, successor_id,
--   successor_code, continues, rule, share, portion, moved, note; in order of time.
-- Indexes: division_effect_predecessor, division_effect_successor, division_effect_event,
--   division_event_on_list.
SELECT
    effect.id, event.id AS event_id, event.key AS event_key, event.title, event.document_nos,
    event.approved_on, event.announced_on, event.effective_on, event.list_date,
    lower(event.known) AS known_from, event.{on} AS on_day, event.on_list,
    effect.kind, effect.predecessor_id, effect.successor_id, effect.successor_code,
    effect.continues, effect.rule, effect.share, effect.portion, effect.moved, effect.note
FROM division_event AS event
JOIN division_effect AS effect ON effect.event_id = event.id
WHERE event.scheme = :scheme
    AND event.known @> CAST(:known_at AS timestamptz)
    AND (
        CAST(:givers AS bigint[]) IS NULL AND CAST(:takers AS bigint[]) IS NULL
        OR effect.predecessor_id = ANY(:givers)
        OR effect.successor_id = ANY(:takers)
    )
    AND (CAST(:events AS bigint[]) IS NULL OR event.id = ANY(:events))
    AND (CAST(:since AS date) IS NULL OR event.{on} >= :since)
    AND (CAST(:until AS date) IS NULL OR event.{on} <= :until)
ORDER BY event.on_list, event.{on}, event.id, effect.id
