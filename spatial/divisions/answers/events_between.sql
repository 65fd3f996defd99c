-- The events that took effect after one day and until another, in order of time.
-- Parameters: scheme, known_at; after, until (dates or NULL); kind (text or NULL: with an effect of
--   it); low, high (codes from `low` on and before `high`; low NULL for any: with an effect on a
--   unit whose code then was among them); level (text or NULL: with an effect on a unit of it);
--   rows (bigint or NULL for all), skip (bigint).
-- Output: id, and total (how many there are in all).
-- Indexes: division_event_on_list, division_effect_event, the key of division.
SELECT event.id, count(*) OVER () AS total
FROM division_event AS event
WHERE event.scheme = :scheme
    AND event.known @> CAST(:known_at AS timestamptz)
    AND (CAST(:after AS date) IS NULL OR event.{on} > :after)
    AND (CAST(:until AS date) IS NULL OR event.{on} <= :until)
    AND EXISTS (
        SELECT
        FROM division_effect AS effect
        LEFT JOIN division AS giver ON giver.id = effect.predecessor_id
        LEFT JOIN division AS taker ON taker.id = effect.successor_id
        WHERE effect.event_id = event.id
            AND (CAST(:kind AS text) IS NULL OR effect.kind = :kind)
            AND (CAST(:level AS text) IS NULL OR :level IN (giver.level, taker.level))
            AND (
                CAST(:low AS text) IS NULL
                OR giver.code >= :low AND (CAST(:high AS text) IS NULL OR giver.code < :high)
                OR taker.code >= :low AND (CAST(:high AS text) IS NULL OR taker.code < :high)
            )
    )
ORDER BY event.{on}, event.on_list, event.id
LIMIT CAST(:rows AS bigint) OFFSET :skip
