-- The states that an inspection went through, in their order.
-- Parameters: id (of the inspection).
-- Columns: those of Step.
SELECT step.id, step.state, step.day, step.office, step.person, step.note,
    encode(step.document, 'hex') AS document, step.recorded_at
FROM inspection_step AS step
WHERE step.inspection_id = :id
ORDER BY step.id
