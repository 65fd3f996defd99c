-- Who took area of whom, by the events that stand in the registry of the ministry's scheme.
-- `{on}` is the column of the basis. A moved seat takes no area.
-- Output: predecessor_id, successor_id, on_day (of the event on the basis), ends (whether the
--   predecessor ended by it: by lists, on which every version has a day).
-- Reads the tables whole; no index.
SELECT DISTINCT
    effect.predecessor_id,
    effect.successor_id,
    event.{on} AS on_day,
    coalesce(upper(predecessor.valid) = event.on_list, false) AS ends
FROM division_event AS event
JOIN division_effect AS effect ON effect.event_id = event.id
JOIN division AS predecessor ON predecessor.id = effect.predecessor_id
WHERE event.scheme = 'mca'
    AND upper_inf(event.known)
    AND effect.successor_id IS NOT NULL
    AND effect.successor_id <> effect.predecessor_id
    AND effect.share <> 'none'
    AND effect.kind <> 'seat'
ORDER BY effect.predecessor_id, effect.successor_id
