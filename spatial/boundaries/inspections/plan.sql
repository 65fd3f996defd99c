-- The lines of a day, each with its inspection of a round that is not cancelled.
-- Parameters: round (id), day (date), office (LIKE pattern of a code, matched with both sides; NULL
--   for all).
-- Columns: number, name, level, left_code, right_code, inspection_id, year, state (NULL where the
--   line is not planned).
-- Indexes: inspection_of_round, inspection_step_of.
WITH planned AS (
    SELECT inspection.boundary_id, inspection.id, inspection.plan_year, now_in.state
    FROM inspection
    CROSS JOIN LATERAL (
        SELECT step.state FROM inspection_step AS step
        WHERE step.inspection_id = inspection.id
        ORDER BY step.id DESC LIMIT 1
    ) AS now_in
    WHERE inspection.round_id = :round AND now_in.state <> 'cancelled'
)
SELECT
    line.number, fact.name, fact.level, fact.left_code, fact.right_code,
    planned.id AS inspection_id, planned.plan_year AS year, planned.state
FROM boundary_fact AS fact
JOIN boundary AS line ON line.id = fact.boundary_id
LEFT JOIN planned ON planned.boundary_id = line.id
WHERE fact.valid @> CAST(:day AS date)
    AND upper_inf(fact.known)
    AND (
        CAST(:office AS text) IS NULL
        OR fact.left_code LIKE :office OR fact.right_code LIKE :office
    )
ORDER BY planned.plan_year NULLS LAST, line.number
