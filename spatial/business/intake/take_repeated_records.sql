-- Takes out of `incoming_record` what stands in the source more than once: the same case, or the
-- same version of a facility or an area (by its first day).
-- Of rows that say the same the first stays; of rows that contradict each other none does, for
-- nobody can tell which is right.
-- Output: place, key, contradicts (boolean).
WITH counted AS (
    SELECT
        i.n,
        row_number() OVER same AS turn,
        count(*) OVER whole > 1 AND (
            min(said.digest) OVER whole <> max(said.digest) OVER whole
        ) AS contradicts
    FROM incoming_record AS i
    CROSS JOIN LATERAL (
        SELECT md5(concat_ws(
            '|', i.holds, i.day, i.at, i.valid, encode(ST_AsEWKB(i.geom), 'hex'), i.division_code,
            i.told, i.attributes
        )) AS digest
    ) AS said
    WINDOW
        whole AS (PARTITION BY i.key, lower(i.valid)),
        same AS (PARTITION BY i.key, lower(i.valid) ORDER BY i.n)
)
DELETE FROM incoming_record AS i
USING counted AS c
WHERE i.n = c.n AND (c.contradicts OR c.turn > 1)
RETURNING i.place, i.key, c.contradicts
