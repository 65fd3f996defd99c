-- The areas that were known at an instant, on one basis of time.
-- Parameters: known_at (timestamptz, infinity for all that is known by now); {valid}: the column
--   of the basis.
-- Output: id, level, division_id, code, name, parent_code, grade, flag, note; starts, ends (days
--   since 1970-01-01 of each span, NULL where it has no end); atoms (ids); candidate_codes and
--   candidate_names of the units that share the area, by code.
-- Reads the tables whole.
SELECT
    area.id,
    area.level,
    area.division_id,
    area.code,
    area.name,
    area.parent_code,
    area.grade,
    area.flag,
    area.note,
    ARRAY(SELECT lower(span) - DATE '1970-01-01' FROM unnest(spans) AS span) AS starts,
    ARRAY(SELECT upper(span) - DATE '1970-01-01' FROM unnest(spans) AS span) AS ends,
    members.atoms,
    shared.codes AS candidate_codes,
    shared.names AS candidate_names
FROM division_area AS area
CROSS JOIN LATERAL (SELECT CAST(area.{valid} AS datemultirange) AS spans) AS days
JOIN (
    SELECT area_id, array_agg(atom_id) AS atoms FROM division_area_atom GROUP BY area_id
) AS members ON members.area_id = area.id
LEFT JOIN (
    SELECT
        candidate.area_id,
        array_agg(division.code ORDER BY division.code) AS codes,
        array_agg(division.name ORDER BY division.code) AS names
    FROM division_area_candidate AS candidate
    JOIN division ON division.id = candidate.division_id
    GROUP BY candidate.area_id
) AS shared ON shared.area_id = area.id
WHERE area.known @> CAST(:known_at AS timestamptz)
    AND NOT isempty(spans)
ORDER BY area.id
