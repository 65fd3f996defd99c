-- How many patches of each state lie in each division of a level, and how many of them are overdue.
-- Parameters: level, office (LIKE pattern of codes, or NULL for all), within (the same, of the
--   divisions that are asked for), today.
-- Output: code, name, state, patches, overdue, m2 (of their area, the part in the division). By code.
-- By the links of the day of finding: a code that is no more keeps what was found under it.
-- Indexes: patch_division_code, the key of patch_standing.
SELECT
    link.code,
    max(link.name) AS name,
    standing.state,
    count(*) AS patches,
    count(*) FILTER (
        WHERE standing.state = 'assigned' AND standing.due < CAST(:today AS date)
    ) AS overdue,
    sum(link.share * patch.area_m2) AS m2
FROM patch_division AS link
JOIN patch ON patch.id = link.patch_id
JOIN patch_standing AS standing ON standing.patch_id = link.patch_id
WHERE link.level = :level
    AND (CAST(:office AS text) IS NULL OR link.code LIKE :office)
    AND (CAST(:within AS text) IS NULL OR link.code LIKE :within)
GROUP BY link.code, standing.state
ORDER BY link.code, standing.state
