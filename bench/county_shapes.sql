-- How many units of each yearly list have a shape of their own on the county layer, by grade.
-- Units are those that hold land themselves: counties, and prefectures and provinces with neither
-- a prefecture nor a county below them.
-- Output: list_date, grade (NULL: no shape of its own), units; in order of date.
-- Reads division and division_area whole, as they are known now: hash joins, no index.
WITH unit AS MATERIALIZED (
    SELECT
        list.list_date,
        division.id,
        division.code,
        division.parent_code,
        division.level
    FROM division_list AS list
    INNER JOIN division ON division.valid @> list.list_date
    WHERE list.scheme = 'mca' AND division.scheme = 'mca' AND upper_inf(division.known)
        AND division.level IN ('province', 'prefecture', 'county')
),

parent AS MATERIALIZED (
    SELECT DISTINCT list_date, parent_code AS code
    FROM unit
),

area AS MATERIALIZED (
    SELECT division_id, grade, valid
    FROM division_area
    WHERE level = 'county' AND division_id IS NOT NULL AND upper_inf(known)
)

SELECT
    unit.list_date,
    area.grade,
    count(*) AS units
FROM unit
LEFT JOIN parent ON parent.list_date = unit.list_date AND parent.code = unit.code
LEFT JOIN area ON area.division_id = unit.id AND area.valid @> unit.list_date
WHERE unit.level = 'county' OR parent.code IS NULL
GROUP BY unit.list_date, area.grade
ORDER BY unit.list_date, area.grade
