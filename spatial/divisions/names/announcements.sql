-- Announcements of names, newest first.
-- Parameters: prefix (of the division's code, with % at its end; NULL for all), first and until
-- (days of the announcement, half open; NULL for unbounded), known_at, most, skip.
-- Output: the columns of name_announcement, total (rows without paging).
-- Index: name_announcement_day.
SELECT announcement.*, count(*) OVER () AS total
FROM name_announcement announcement
WHERE known_from <= CAST(:known_at AS timestamptz)
    AND (CAST(:prefix AS text) IS NULL OR division_code LIKE :prefix)
    AND (CAST(:first AS date) IS NULL OR announced_on >= :first)
    AND (CAST(:until AS date) IS NULL OR announced_on < :until)
ORDER BY announced_on DESC, filing_id DESC
LIMIT :most OFFSET :skip
