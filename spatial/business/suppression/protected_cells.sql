-- The hidden cells that lie in the divisions and periods of some figures.
-- Parameters: patches (bigint[]), parts (text[]), codes (text[], null for all), first, last (first
--   days of periods, both included).
-- Output: patch_id, division_code, starts, part, row_label, column_label, within.
-- Index: protection_cell_pkey.
SELECT
    cell.patch_id, cell.division_code, cell.starts, cell.part, cell.row_label, cell.column_label,
    cell.within
FROM protection_cell AS cell
WHERE cell.patch_id = ANY(CAST(:patches AS bigint[]))
    AND cell.part = ANY(CAST(:parts AS text[]))
    AND cell.starts BETWEEN CAST(:first AS date) AND CAST(:last AS date)
    AND (CAST(:codes AS text[]) IS NULL OR cell.within && CAST(:codes AS text[]))
