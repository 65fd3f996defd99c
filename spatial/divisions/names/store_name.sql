-- Writes a form of a name, known from now. Parameters: the columns; first, until: days, half open,
-- NULL where nobody says or it still stands; announced: its first day on the basis of
-- announcements. Output: none.
INSERT INTO place_name (
    place_id, kind, text, language, roman, pinyin, key, toneless, initials, weight, codes, valid,
    valid_announced, valid_approved)
VALUES (
    :place, :kind, :text, :language, :roman, :pinyin, :key, :toneless, :initials, :weight, :codes,
    datemultirange(daterange(CAST(:first AS date), CAST(:until AS date))),
    datemultirange(daterange(CAST(:announced AS date), CAST(:until AS date))),
    datemultirange(daterange(CAST(:first AS date), CAST(:until AS date))))
