-- Ends a name on a day: the row that said it still stands ends in system time, and one with the
-- last day is known from now. A standard name with its last day is what former names are found by.
-- Parameters: id, day (exclusive), announced (the same on the basis of announcements), weight. Output: none. Index: the primary key.
WITH gone AS (
    UPDATE place_name SET known = tstzrange(lower(known), now())
    WHERE id = :id
    RETURNING place_id, kind, text, language, roman, pinyin, key, toneless, initials, codes, valid,
        valid_announced, valid_approved
)
INSERT INTO place_name (
    place_id, kind, text, language, roman, pinyin, key, toneless, initials, weight, codes, valid,
    valid_announced, valid_approved)
SELECT place_id, kind, text, language, roman, pinyin, key, toneless, initials, :weight, codes,
    valid * datemultirange(daterange(NULL, CAST(:day AS date))),
    valid_announced * datemultirange(daterange(NULL, CAST(:announced AS date))),
    valid_approved * datemultirange(daterange(NULL, CAST(:day AS date)))
FROM gone
