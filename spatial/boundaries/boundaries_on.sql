-- The registered lines of a day, in order of their numbers, a page of them.
-- Parameters: day (date); level, division (LIKE pattern of a code), words (LIKE pattern), number
--   (each NULL for all); known_at (timestamptz, NULL for now); limit, offset.
-- Columns: those of Boundary, and total (of all pages).
SELECT
    line.id, line.number, fact.name, fact.level, fact.left_code, fact.right_code,
    lower(fact.valid) AS valid_from, upper(fact.valid) AS valid_to,
    fact.approved_by, fact.agreement, fact.agreed_on, encode(fact.document, 'hex') AS document,
    fact.stated_m, fact.note, count(*) OVER () AS total
FROM boundary_fact AS fact
JOIN boundary AS line ON line.id = fact.boundary_id
WHERE fact.valid @> CAST(:day AS date)
    AND fact.known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
    AND (CAST(:number AS text) IS NULL OR line.number = :number)
    AND (CAST(:level AS text) IS NULL OR fact.level = :level)
    AND (
        CAST(:division AS text) IS NULL
        OR fact.left_code LIKE :division OR fact.right_code LIKE :division
    )
    AND (
        CAST(:words AS text) IS NULL
        OR fact.name LIKE :words OR line.number LIKE :words
    )
ORDER BY line.number
LIMIT :limit OFFSET :offset
