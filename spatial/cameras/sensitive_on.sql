-- How many sensitive cameras of a day match what is asked for: they are only counted.
-- Parameters: as of cameras_on.sql. Output: one number.
SELECT count(*)
FROM camera AS c
LEFT JOIN LATERAL (
    SELECT s.state, s.since
    FROM camera_state AS s
    WHERE s.number = c.number AND s.since < :day_ends
        AND s.recorded_at <= coalesce(CAST(:known_at AS timestamptz), 'infinity')
    ORDER BY s.since DESC, s.id DESC
    LIMIT 1
) AS last ON true
WHERE c.valid @> CAST(:day AS date)
    AND c.known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')
    AND (CAST(:words AS text) IS NULL OR c.name ILIKE :words OR c.number LIKE :words)
    AND (CAST(:owner AS text) IS NULL OR c.owner = :owner)
    AND (CAST(:indoor AS boolean) IS NULL OR c.indoor = :indoor)
    AND (CAST(:seen AS boolean) IS NULL OR (c.sector IS NOT NULL) = :seen)
    AND (CAST(:state AS text) IS NULL OR last.state = :state)
    AND (
        CAST(:west AS float8) IS NULL
        OR (CAST(:west AS float8) <= :east
            AND c.geom && ST_MakeEnvelope(:west, :south, :east, :north, 4490))
        OR (CAST(:west AS float8) > :east AND (
            c.geom && ST_MakeEnvelope(:west, :south, 180, :north, 4490)
            OR c.geom && ST_MakeEnvelope(-180, :south, :east, :north, 4490)))
    )
    AND camera_grade(c.number, c.valid, c.grade) = 'sensitive'
