-- The days on which a level's areas change, on a basis and as known at an instant, ascending.
-- Parameters: level, basis (list, announced, approved), known_at.
-- Column: starts (date). What begins with the calendar is no change.
SELECT DISTINCT lower(period) AS starts
FROM division_area AS area
CROSS JOIN LATERAL unnest(
    CASE CAST(:basis AS text)
        WHEN 'list' THEN datemultirange(area.valid)
        WHEN 'announced' THEN area.valid_announced
        ELSE area.valid_approved
    END
) AS period
WHERE area.level = :level
    AND area.known @> CAST(:known_at AS timestamptz)
    AND NOT lower_inf(period)
    AND lower(period) > date '0001-01-01'
ORDER BY starts
