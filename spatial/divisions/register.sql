-- Every version of the record with what became of it, to walk its lineage.
-- Output: id, code, name, level, parent_code, first (year of the first list that holds it), until
-- (year of the first list that does not, NULL while it stands), successor_codes and
-- successor_years (arrays of equal length, in order of code).
-- Reads both tables whole; no index.
SELECT
    division.id,
    division.code,
    division.name,
    division.level,
    division.parent_code,
    extract(YEAR FROM lower(division.valid))::integer AS first,
    extract(YEAR FROM upper(division.valid))::integer AS until,
    coalesce(array_agg(succession.successor_code ORDER BY succession.successor_code)
        FILTER (WHERE succession.successor_code IS NOT NULL), '{}') AS successor_codes,
    coalesce(array_agg(succession.list_year ORDER BY succession.successor_code)
        FILTER (WHERE succession.successor_code IS NOT NULL), '{}') AS successor_years
FROM division
LEFT JOIN division_succession AS succession ON succession.division_id = division.id
WHERE division.scheme = 'mca'
GROUP BY division.id
ORDER BY division.id
