-- The unit of the ministry's scheme that bears a code on a day, with the units above it.
-- Parameters: code (canonical), day. Output: identity, code, path (names from the province down,
-- with spaces) of one row, or none. Known by now; basis list. Index: division_code_once.
WITH RECURSIVE upward AS (
    SELECT d.identity_id, d.code, d.name, d.parent_code, 0 AS height
    FROM division d
    WHERE d.scheme = 'mca' AND d.code = :code AND d.valid @> CAST(:day AS date)
        AND upper_inf(d.known)
    UNION ALL
    SELECT parent.identity_id, parent.code, parent.name, parent.parent_code, upward.height + 1
    FROM upward
    JOIN division parent ON parent.scheme = 'mca' AND parent.code = upward.parent_code
        AND parent.valid @> CAST(:day AS date) AND upper_inf(parent.known)
    WHERE upward.height < 8
)
SELECT
    (SELECT identity_id FROM upward WHERE height = 0) AS identity,
    CAST(:code AS text) AS code,
    string_agg(name, ' ' ORDER BY height DESC) AS path
FROM upward
HAVING count(*) > 0
