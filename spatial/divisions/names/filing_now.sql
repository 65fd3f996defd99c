-- A filing as it stands: its last step and its last revision.
-- Parameters: filing. Output: the columns of name_filing_revision, state, step, since; one row or
-- none. CRS of geom: EPSG:4490. Index: the primary keys.
SELECT revision.*, ST_AsBinary(revision.geom) AS wkb,
    step.to_state AS state, step.number AS step, step.at AS since
FROM name_filing filing
CROSS JOIN LATERAL (
    SELECT number, to_state, at FROM name_filing_step
    WHERE filing_id = filing.id ORDER BY number DESC LIMIT 1
) AS step
CROSS JOIN LATERAL (
    SELECT * FROM name_filing_revision
    WHERE filing_id = filing.id ORDER BY revision DESC LIMIT 1
) AS revision
WHERE filing.id = :filing
