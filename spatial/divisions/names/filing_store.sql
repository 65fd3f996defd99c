-- Writes a revision of a filing. Parameters: the columns; geom as WKB in EPSG:4490 or NULL, papers
-- as JSON text. Output: none.
INSERT INTO name_filing_revision (
    filing_id, revision, actor, kind, category, place_id, standard_name, roman, minority_script,
    language, former_name, division_code, location, geom, approving_authority, approval_no,
    approved_on, in_force_on, reason, meaning, filing_authority, secrecy, papers)
VALUES (
    :filing_id, :revision, :actor, :kind, :category, :place_id, :standard_name, :roman,
    :minority_script, :language, :former_name, :division_code, :location,
    ST_GeomFromWKB(CAST(:geom AS bytea), 4490), :approving_authority, :approval_no,
    :approved_on, :in_force_on, :reason, :meaning, :filing_authority, :secrecy,
    CAST(:papers AS jsonb))
