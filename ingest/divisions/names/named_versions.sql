-- Every version that a name of a division comes from, with what was ever known of it.
-- No parameters. Output: identity_id, name, code, level, valid, valid_announced, valid_approved,
-- known_from, known_to; in order of valid within an identity.
-- A statistical unit that the ministry's registry holds too is left out: it would be found twice.
-- Reads both tables whole; no index.
SELECT
    unit.identity_id, unit.name, unit.code, unit.level,
    unit.valid, unit.valid_announced, unit.valid_approved,
    lower(unit.known) AS known_from, upper(unit.known) AS known_to
FROM division AS unit
WHERE unit.scheme <> 'nbs'
    OR NOT EXISTS (
        SELECT FROM division_mapping AS mapping
        JOIN division AS twin ON twin.scheme = 'mca' AND twin.code = mapping.to_code
            AND twin.valid && unit.valid AND upper_inf(twin.known)
        WHERE mapping.from_scheme = 'nbs' AND mapping.from_code = unit.code
            AND mapping.to_scheme = 'mca' AND upper_inf(mapping.known))
ORDER BY unit.identity_id, lower(unit.valid)
