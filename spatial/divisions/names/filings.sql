-- Filings as they stand, newest change first.
-- Parameters: state (NULL for all), prefix (of the division's code, with % at its end; NULL for
-- all), first and until (instants of the last change, half open; NULL for unbounded), most, skip.
-- Output: filing_id, state, since, kind, category, standard_name, former_name, division_code,
-- approved_on, filing_authority, secrecy, revision, total (rows without paging).
-- Index: the primary keys; filings are some thousands a year.
SELECT filing.id AS filing_id, step.to_state AS state, step.at AS since, revision.kind,
    revision.category, revision.standard_name, revision.former_name, revision.division_code,
    revision.approved_on, revision.filing_authority, revision.secrecy, revision.revision,
    count(*) OVER () AS total
FROM name_filing filing
CROSS JOIN LATERAL (
    SELECT to_state, at FROM name_filing_step
    WHERE filing_id = filing.id ORDER BY number DESC LIMIT 1
) AS step
CROSS JOIN LATERAL (
    SELECT * FROM name_filing_revision
    WHERE filing_id = filing.id ORDER BY revision DESC LIMIT 1
) AS revision
WHERE (CAST(:state AS text) IS NULL OR step.to_state = :state)
    AND (CAST(:prefix AS text) IS NULL OR revision.division_code LIKE :prefix)
    AND (CAST(:first AS timestamptz) IS NULL OR step.at >= :first)
    AND (CAST(:until AS timestamptz) IS NULL OR step.at < :until)
ORDER BY step.at DESC, filing.id DESC
LIMIT :most OFFSET :skip
