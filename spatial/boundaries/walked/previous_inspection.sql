-- The inspection of the same line in the round before, which was not cancelled.
-- Parameters: inspection. Columns: id; one row at most. Index relied on: inspection_of_line.
SELECT before.id
FROM inspection AS this
LEFT JOIN inspection_round AS this_round ON this_round.id = this.round_id
JOIN inspection AS before ON before.boundary_id = this.boundary_id AND before.id <> this.id
JOIN inspection_round AS round ON round.id = before.round_id
WHERE this.id = :inspection
    -- An extra inspection belongs to no round: those that were planned until its year come before.
    AND CASE WHEN this_round.id IS NULL THEN before.plan_year <= this.plan_year
        ELSE round.number < this_round.number END
    AND coalesce((
        SELECT step.state FROM inspection_step AS step
        WHERE step.inspection_id = before.id ORDER BY step.id DESC LIMIT 1
    ), 'planned') <> 'cancelled'
ORDER BY round.number DESC, before.id DESC
LIMIT 1
