-- What the ministry's lists show, as it is known now: versions of county level and above on basis
-- `list`, each with the event at its beginning and at its end.
-- No parameters.
-- Output: code, name, first (date), until (date or NULL), began, ended (jsonb with document_nos and
--   approved_on, or NULL).
-- Read whole; the events are found through division_effect_successor and _predecessor.
SELECT version.code, version.name, lower(version.valid) AS first, upper(version.valid) AS until,
    began.event AS began, ended.event AS ended
FROM division AS version
LEFT JOIN LATERAL (
    SELECT jsonb_build_object(
        'document_nos', event.document_nos, 'approved_on', event.approved_on) AS event
    FROM division_effect AS effect
    JOIN division_event AS event ON event.id = effect.event_id
    WHERE effect.successor_id = version.id
        AND upper_inf(event.known)
        AND event.on_list = lower(version.valid)
    ORDER BY event.approved_on NULLS LAST, cardinality(event.document_nos) DESC, event.id
    LIMIT 1
) AS began ON true
LEFT JOIN LATERAL (
    SELECT jsonb_build_object(
        'document_nos', event.document_nos, 'approved_on', event.approved_on) AS event
    FROM division_effect AS effect
    JOIN division_event AS event ON event.id = effect.event_id
    WHERE effect.predecessor_id = version.id
        AND upper_inf(event.known)
        AND event.on_list = upper(version.valid)
    ORDER BY event.approved_on NULLS LAST, cardinality(event.document_nos) DESC, event.id
    LIMIT 1
) AS ended ON true
WHERE version.scheme = 'mca'
    AND version.level IN ('province', 'prefecture', 'county')
    AND upper_inf(version.known)
    AND NOT isempty(version.valid)
ORDER BY version.code, first
