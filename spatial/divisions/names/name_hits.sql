-- What is to be said of the places that a search found.
-- Parameters: places (text array), day, known_at, scheme-free. Output: place_id, category, name
-- (standard on the day, else the last), standing (whether a standard name holds on the day),
-- identity, code, level, parents (names from the top down), lon, lat, west, south, east, north,
-- flags, ended and began (days as text, NULL where open). CRS: CGCS2000. The box is the one kept
-- with the area (single precision, never too small): the area itself is not read.
-- Indexes: place_name_place, division_identity_rows, division_area_division, place_record.
SELECT
    place.id AS place_id,
    coalesce(record.category, CASE WHEN unit.level = 'village' THEN 'self_governing'
        ELSE 'division' END) AS category,
    coalesce(called.text, unit.name) AS name,
    coalesce(called.standing, unit.standing, false) AS standing,
    called.ended,
    called.began,
    place.identity_id AS identity,
    unit.code,
    unit.level,
    coalesce(chain.names, around.names, record.location) AS parents,
    coalesce(ST_X(area.label_point), ST_X(spot.geom)) AS lon,
    coalesce(ST_Y(area.label_point), ST_Y(spot.geom)) AS lat,
    ST_XMin(area.box) AS west, ST_YMin(area.box) AS south,
    ST_XMax(area.box) AS east, ST_YMax(area.box) AS north,
    coalesce(record.flags, '{}') AS flags,
    record.feature_type
FROM unnest(CAST(:places AS text[])) AS asked (id)
JOIN place ON place.id = asked.id
LEFT JOIN place_record AS record ON record.place_id = place.id
    AND record.known @> CAST(:known_at AS timestamptz)
LEFT JOIN LATERAL (
    SELECT name.text, name.{valid} @> CAST(:day AS date) AS standing,
        CASE WHEN NOT upper_inf(name.{valid}) THEN CAST(upper(name.{valid}) AS text) END AS ended,
        CASE WHEN NOT lower_inf(name.{valid}) THEN CAST(lower(name.{valid}) AS text) END AS began
    FROM place_name AS name
    WHERE name.place_id = place.id AND name.kind = 'standard'
        AND name.known @> CAST(:known_at AS timestamptz)
    ORDER BY coalesce(name.{valid} @> CAST(:day AS date), false) DESC,
        upper(name.{valid}) DESC NULLS FIRST, name.id
    LIMIT 1
) AS called ON true
LEFT JOIN LATERAL (
    SELECT version.id, version.scheme, version.code, version.name, version.level,
        version.parent_code, lower(coalesce(version.{valid}, version.valid)) AS since,
        coalesce(version.{valid}, version.valid) @> CAST(:day AS date) AS standing
    FROM division AS version
    WHERE version.identity_id = place.identity_id
        AND version.known @> CAST(:known_at AS timestamptz)
        AND NOT isempty(coalesce(version.{valid}, version.valid))
    ORDER BY coalesce(version.{valid}, version.valid) @> CAST(:day AS date) DESC,
        lower(coalesce(version.{valid}, version.valid)) DESC
    LIMIT 1
) AS unit ON true
LEFT JOIN LATERAL (
    WITH RECURSIVE upward AS (
        SELECT parent.code, parent.name, parent.parent_code, 1 AS height
        FROM division AS parent
        WHERE parent.scheme = unit.scheme AND parent.code = unit.parent_code
            AND parent.known @> CAST(:known_at AS timestamptz)
            AND coalesce(parent.{valid}, parent.valid)
                @> CASE WHEN unit.standing THEN CAST(:day AS date) ELSE unit.since END
        UNION ALL
        SELECT above.code, above.name, above.parent_code, upward.height + 1
        FROM upward
        JOIN division AS above ON above.scheme = unit.scheme AND above.code = upward.parent_code
            AND above.known @> CAST(:known_at AS timestamptz)
            AND coalesce(above.{valid}, above.valid)
                @> CASE WHEN unit.standing THEN CAST(:day AS date) ELSE unit.since END
        WHERE upward.height < 8
    )
    SELECT string_agg(upward.name, ' ' ORDER BY upward.height DESC) AS names FROM upward
) AS chain ON unit.id IS NOT NULL
CROSS JOIN LATERAL (SELECT coalesce(record.spans[1], place.located_in) AS in_code) AS lies
LEFT JOIN LATERAL (
    SELECT string_agg(above.name, ' ' ORDER BY above.code) AS names
    FROM (
        SELECT DISTINCT ON (lying.code) lying.code, lying.name
        FROM division AS lying
        WHERE lying.scheme = 'mca' AND upper_inf(lying.valid)
            AND lying.known @> CAST(:known_at AS timestamptz)
            AND lying.code IN (
                left(lies.in_code, 2) || '0000', left(lies.in_code, 4) || '00',
                left(lies.in_code, 6), lies.in_code)
        ORDER BY lying.code
    ) AS above
) AS around ON unit.id IS NULL AND lies.in_code IS NOT NULL
LEFT JOIN LATERAL (
    SELECT drawn.label_point, box2d(drawn.geom) AS box
    FROM division_area AS drawn
    WHERE drawn.division_id = unit.id AND drawn.level = unit.level
        AND drawn.known @> CAST(:known_at AS timestamptz)
    ORDER BY drawn.valid @> CAST(:day AS date) DESC, upper(drawn.valid) DESC NULLS FIRST
    LIMIT 1
) AS area ON true
LEFT JOIN LATERAL (SELECT ST_PointOnSurface(record.geom) AS geom) AS spot ON record.geom IS NOT NULL
-- Internal places are not shown, whatever they were graded before.
WHERE record.secrecy IS DISTINCT FROM 'internal'
    AND NOT EXISTS (
        SELECT FROM place_record AS graded
        WHERE graded.place_id = place.id AND upper_inf(graded.known)
            AND graded.secrecy = 'internal')
    AND place.known_from <= CAST(:known_at AS timestamptz)
