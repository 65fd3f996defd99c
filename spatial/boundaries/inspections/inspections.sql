-- Joint inspections as they stand, with the newest coverage of each side, those of the newest year
-- first.
-- Parameters: id, boundary, line (number of it), round (number), year, state, office (LIKE pattern of a code, matched
--   with both offices), each NULL for all; limit, offset.
-- Columns: those of Inspection, coverage (object by side: length_m, walked_m, starts, ends, at),
--   open_findings, and total (of all pages).
-- Indexes: inspection_step_of, coverage_result_of, inspection_record_of, inspection_finding_of.
WITH standing AS (
    SELECT inspection.*, now_in.state, now_in.day AS state_day
    FROM inspection
    CROSS JOIN LATERAL (
        SELECT step.state, step.day FROM inspection_step AS step
        WHERE step.inspection_id = inspection.id
        ORDER BY step.id DESC LIMIT 1
    ) AS now_in
    LEFT JOIN inspection_round AS of_round ON of_round.id = inspection.round_id
    WHERE (CAST(:id AS bigint) IS NULL OR inspection.id = :id)
        AND (CAST(:boundary AS bigint) IS NULL OR inspection.boundary_id = :boundary)
        AND (
            CAST(:line AS text) IS NULL
            OR inspection.boundary_id = (SELECT boundary.id FROM boundary WHERE number = :line)
        )
        AND (CAST(:round AS smallint) IS NULL OR of_round.number = :round)
        AND (CAST(:year AS smallint) IS NULL OR inspection.plan_year = :year)
        AND (CAST(:state AS text) IS NULL OR now_in.state = :state)
        AND (
            CAST(:office AS text) IS NULL
            OR inspection.left_office LIKE :office OR inspection.right_office LIKE :office
        )
),
page AS (
    SELECT standing.*, count(*) OVER () AS total
    FROM standing
    ORDER BY plan_year DESC, id DESC
    LIMIT :limit OFFSET :offset
),
coverage AS (
    SELECT inspection_id, jsonb_object_agg(side, jsonb_build_object(
        'length_m', length_m, 'walked_m', walked_m,
        'starts', starts, 'ends', ends, 'at', recorded_at)) AS sides
    FROM (
        SELECT DISTINCT ON (result.inspection_id, result.side)
            result.inspection_id, result.side, result.length_m, result.walked_m, result.starts,
            result.ends, result.recorded_at
        FROM coverage_result AS result
        WHERE result.inspection_id IN (SELECT id FROM page)
        ORDER BY result.inspection_id, result.side, result.id DESC
    ) AS newest
    GROUP BY inspection_id
),
findings AS (
    SELECT inspection_id, count(*) FILTER (WHERE state = 'open') AS open
    FROM (
        SELECT DISTINCT ON (record.inspection_id, finding.number)
            record.inspection_id, finding.state
        FROM inspection_record AS record
        JOIN inspection_finding AS finding ON finding.record_id = record.id
        WHERE record.inspection_id IN (SELECT id FROM page)
        ORDER BY record.inspection_id, finding.number, finding.id DESC
    ) AS newest
    GROUP BY inspection_id
),
named AS (
    -- As each line is called now; one that is no more, as it was called last.
    SELECT DISTINCT ON (boundary_id) boundary_id, name
    FROM boundary_fact
    WHERE upper_inf(known) AND boundary_id IN (SELECT boundary_id FROM page)
    ORDER BY boundary_id, lower(valid) DESC NULLS LAST
)
SELECT
    page.id, page.boundary_id, line.number AS line_number, named.name AS line_name, page.kind,
    page.reason, of_round.number AS round_number, of_round.name AS round_name, page.plan_year,
    page.left_office, page.right_office, page.lead, page.within_m, page.radius_m, page.dwell_s,
    page.gap_s, page.person, page.recorded_at, page.state, page.state_day, page.total,
    coalesce(coverage.sides, '{}') AS coverage, coalesce(findings.open, 0) AS open_findings
FROM page
JOIN boundary AS line ON line.id = page.boundary_id
LEFT JOIN inspection_round AS of_round ON of_round.id = page.round_id
LEFT JOIN named ON named.boundary_id = page.boundary_id
LEFT JOIN coverage ON coverage.inspection_id = page.id
LEFT JOIN findings ON findings.inspection_id = page.id
ORDER BY page.plan_year DESC, page.id DESC
