-- The labels of the cells of all patches that some figures touch.
-- Parameters: subject, version, codes (text[], null for all), first, last (first days of periods,
--   both included).
-- Output: patch_id, closed, rows, columns (int[], of the same order, one of each cell); by patch.
-- Indexes: protection_touch_pkey, protection_cell_pkey.
WITH touched AS MATERIALIZED (
    SELECT DISTINCT touch.patch_id
    FROM protection_touch AS touch
    WHERE touch.subject = :subject
        AND (CAST(:codes AS text[]) IS NULL OR touch.code = ANY(CAST(:codes AS text[])))
        AND touch.starts BETWEEN CAST(:first AS date) AND CAST(:last AS date)
)
SELECT
    patch.id AS patch_id, patch.closed,
    array_agg(cell.row_label) AS rows, array_agg(cell.column_label) AS columns
FROM touched
JOIN protection_patch AS patch ON patch.id = touched.patch_id
JOIN protection_cell AS cell ON cell.patch_id = touched.patch_id
WHERE patch.versions @> CAST(:version AS integer)
GROUP BY patch.id
ORDER BY patch.id
