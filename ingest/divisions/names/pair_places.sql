-- Links the body of a village or community (27610, 27620) with the place that it governs (21610,
-- 21620): the same name but for the generic part, in the same divisions (R2.9). A body without such
-- a place has no pair.
-- Parameters: body, ground (class codes). No output. Reads the records of both classes.
WITH standing AS (
    SELECT record.place_id, record.class_code, record.spans,
        regexp_replace(
            regexp_replace(name.key, '(村民委员会|村委会|居民委员会|居委会)$', ''), '(村|社区)$', ''
        ) AS specific
    FROM place_record AS record
    JOIN place_name AS name ON name.place_id = record.place_id AND name.kind = 'standard'
        AND upper_inf(name.known) AND NOT name.derived
    WHERE record.class_code IN (:body, :ground) AND upper_inf(record.known)
)
UPDATE place SET pair_of = ground.place_id
FROM standing AS body
LEFT JOIN standing AS ground ON ground.class_code = :ground AND ground.spans = body.spans
    AND ground.specific = body.specific
WHERE place.id = body.place_id AND body.class_code = :body
    AND place.pair_of IS DISTINCT FROM ground.place_id
