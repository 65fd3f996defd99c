-- Deletes what is kept of refused and repaired rows of a dataset's records: they tell of persons as
-- the records do. The counts of runs and pushes stay.
-- Parameters: dataset (text), before (timestamptz): of what was loaded or pushed earlier.
-- Output: remarks (bigint, of files), pushes (bigint, whose answers tell of no row any more).
-- Index: ingest_remark_run_id_disposition_idx for each run of the dataset, business_push's key.
WITH gone AS (
    DELETE FROM ingest_remark AS remark USING ingest_run AS run
    WHERE run.id = remark.run_id AND run.kind = 'records'
        AND run.parameters ->> 'dataset' = :dataset AND run.finished_at < :before
    RETURNING remark.run_id
), shortened AS (
    UPDATE business_push AS push SET answer = CAST(
        jsonb_set(jsonb_set(CAST(push.answer AS jsonb), '{refusals}', '[]'), '{notes}', '[]')
        AS json)
    WHERE push.dataset_id = :dataset AND push.kind = 'records' AND push.received_at < :before
        AND json_array_length(push.answer -> 'refusals')
            + json_array_length(push.answer -> 'notes') > 0
    RETURNING push.id
)
SELECT (SELECT count(*) FROM gone) AS remarks, (SELECT count(*) FROM shortened) AS pushes
