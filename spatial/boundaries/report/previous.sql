-- The inspection of the line before another one: of the round before, or the extra one between.
-- Parameters: id (of the inspection).
-- Columns: id. At most one row.
-- Index: inspection_of_line.
SELECT earlier.id
FROM inspection AS this
JOIN inspection AS earlier
    ON earlier.boundary_id = this.boundary_id
    AND (earlier.plan_year, earlier.id) < (this.plan_year, this.id)
WHERE this.id = :id
    AND NOT EXISTS (
        SELECT FROM inspection_step AS step
        WHERE step.inspection_id = earlier.id AND step.state = 'cancelled')
ORDER BY earlier.plan_year DESC, earlier.id DESC
LIMIT 1
