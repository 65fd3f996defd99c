-- The latest rows of tables of cameras that were refused: of loaded files and of pushes.
-- Parameters: limit. Output: source (of a file, NULL of a push), at, place, reason, values (jsonb).
SELECT source, at, place, reason, values
FROM (
    SELECT
        run.source_name AS source, run.finished_at AS at, remark.record AS place, remark.reason,
        remark.raw AS values, run.id AS source_number, remark.record AS number
    FROM ingest_run AS run
    JOIN ingest_remark AS remark ON remark.run_id = run.id
    WHERE run.kind = 'cameras' AND remark.disposition = 'refused'
    UNION ALL
    SELECT
        NULL, push.received_at, one.said ->> 'place', one.said ->> 'reason',
        nullif(one.said -> 'row', 'null'), push.id, to_char(one.number, '0000000')
    FROM camera_push AS push
    CROSS JOIN LATERAL jsonb_array_elements(push.refused) WITH ORDINALITY AS one (said, number)
) AS every
ORDER BY at DESC, source_number DESC, number
LIMIT :limit
