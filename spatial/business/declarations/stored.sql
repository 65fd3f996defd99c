-- What is stored of a dataset, known now or formerly.
-- Parameters: dataset (text); indicators, signs, holds, fields (text[]): what is asked about.
-- Output: figures (of `indicators`, those with a value), negative (of `signs`, those with one below
--   zero), records (of `holds`, what there is a record of), fields (of `fields`, those told in a
--   record); text[] each.
-- Index: observation_pkey, record_key. Where nothing is found all rows of the dataset are read: only
--   what a change leaves out is asked about.
SELECT
    ARRAY(
        SELECT one FROM unnest(CAST(:indicators AS text[])) AS one
        WHERE EXISTS (SELECT FROM observation AS o WHERE o.indicator_id = one)
    ) AS figures,
    ARRAY(
        SELECT one FROM unnest(CAST(:signs AS text[])) AS one
        WHERE EXISTS (SELECT FROM observation AS o WHERE o.indicator_id = one AND o.value < 0)
    ) AS negative,
    ARRAY(
        SELECT one FROM unnest(CAST(:holds AS text[])) AS one
        WHERE EXISTS (SELECT FROM record AS r WHERE r.dataset_id = :dataset AND r.holds = one)
    ) AS records,
    ARRAY(
        SELECT one FROM unnest(CAST(:fields AS text[])) AS one
        WHERE EXISTS (
            SELECT FROM record AS r WHERE r.dataset_id = :dataset AND r.attributes ? one
        )
    ) AS fields
