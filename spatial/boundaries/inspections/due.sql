-- The lines of a day with what is known of their inspections: the last one of a round that was
-- filed until that day, the last extra one, and the one of a round that is under way.
-- Parameters: day (date); division, office (LIKE patterns of a code, matched with both sides; NULL
--   for all).
-- Columns: boundary_id, number, name, level, left_code, right_code, first_day (on which the line is
--   valid), inspection_id, filed_on, round_number (of the last one of a round), extra_on (when the
--   last extra one was filed), planned_id, planned_state, planned_year.
-- Indexes: inspection_of_line, inspection_step_of.
WITH now_in AS (
    SELECT DISTINCT ON (step.inspection_id)
        step.inspection_id, step.state, step.day, inspection.boundary_id, inspection.kind,
        inspection.plan_year, of_round.number AS round_number
    FROM inspection_step AS step
    JOIN inspection ON inspection.id = step.inspection_id
    LEFT JOIN inspection_round AS of_round ON of_round.id = inspection.round_id
    ORDER BY step.inspection_id, step.id DESC
),
filed AS (
    SELECT DISTINCT ON (boundary_id) boundary_id, inspection_id, day, round_number
    FROM now_in
    WHERE kind = 'regular' AND state = 'filed' AND day <= CAST(:day AS date)
    ORDER BY boundary_id, day DESC, inspection_id DESC
),
extra AS (
    SELECT boundary_id, max(day) AS day
    FROM now_in
    WHERE kind = 'extra' AND state = 'filed' AND day <= CAST(:day AS date)
    GROUP BY boundary_id
),
under_way AS (
    SELECT DISTINCT ON (boundary_id) boundary_id, inspection_id, state, plan_year
    FROM now_in
    WHERE kind = 'regular' AND state NOT IN ('filed', 'cancelled')
    ORDER BY boundary_id, plan_year, inspection_id
),
begun AS (
    SELECT boundary_id, min(lower(valid)) AS day
    FROM boundary_fact
    WHERE upper_inf(known)
    GROUP BY boundary_id
)
SELECT
    line.id AS boundary_id, line.number, fact.name, fact.level, fact.left_code, fact.right_code,
    begun.day AS first_day, filed.inspection_id, filed.day AS filed_on, filed.round_number,
    extra.day AS extra_on, under_way.inspection_id AS planned_id,
    under_way.state AS planned_state, under_way.plan_year AS planned_year
FROM boundary_fact AS fact
JOIN boundary AS line ON line.id = fact.boundary_id
JOIN begun ON begun.boundary_id = line.id
LEFT JOIN filed ON filed.boundary_id = line.id
LEFT JOIN extra ON extra.boundary_id = line.id
LEFT JOIN under_way ON under_way.boundary_id = line.id
WHERE fact.valid @> CAST(:day AS date)
    AND upper_inf(fact.known)
    AND (
        CAST(:division AS text) IS NULL
        OR fact.left_code LIKE :division OR fact.right_code LIKE :division
    )
    AND (
        CAST(:office AS text) IS NULL
        OR fact.left_code LIKE :office OR fact.right_code LIKE :office
    )
ORDER BY line.number
