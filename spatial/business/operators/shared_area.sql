-- Of the area that one unit has on its day, the share that another has on its own: measured at once
-- from the one to the other, never chained over what lies between.
-- Parameters: givers, takers (bigint[]: ids of versions), given_on, taken_on (date[]; all of equal
--   lengths, in order), known_at; {valid}: the column of the basis.
-- Output: place (from 1), share (0 to 1, geodesic); no row where one of the shapes is not known, or
--   only about.
-- Both shapes are unions of atoms, so what they share is the atoms in both: no overlay, no slivers.
-- Indexes: division_area_division, the keys of division_area_atom and division_atom.
WITH asked AS (
    SELECT *
    FROM unnest(
        CAST(:givers AS bigint[]), CAST(:takers AS bigint[]),
        CAST(:given_on AS date[]), CAST(:taken_on AS date[])
    ) WITH ORDINALITY AS asked (giver, taker, given_on, taken_on, place)
),
shapes AS (
    SELECT asked.place, given.id AS giver_area, taken.id AS taker_area
    FROM asked
    JOIN division AS giver ON giver.id = asked.giver
    JOIN division AS taker ON taker.id = asked.taker
    JOIN division_area AS given
        ON given.division_id = giver.id AND given.level = giver.level
        AND given.{valid} @> asked.given_on
        AND given.known @> CAST(:known_at AS timestamptz)
        AND given.grade IN ('held', 'derived', 'cut')
    JOIN division_area AS taken
        ON taken.division_id = taker.id AND taken.level = taker.level
        AND taken.{valid} @> asked.taken_on
        AND taken.known @> CAST(:known_at AS timestamptz)
        AND taken.grade IN ('held', 'derived', 'cut')
),
measured AS (
    SELECT
        shapes.place,
        ST_Area(atom.geom::geography) AS square_metres,
        EXISTS (
            SELECT FROM division_area_atom AS other
            WHERE other.area_id = shapes.taker_area AND other.atom_id = atom.id
        ) AS shared
    FROM shapes
    JOIN division_area_atom AS part ON part.area_id = shapes.giver_area
    JOIN division_atom AS atom ON atom.id = part.atom_id
)
SELECT
    place,
    coalesce(sum(square_metres) FILTER (WHERE shared), 0) / sum(square_metres) AS share
FROM measured
GROUP BY place
HAVING sum(square_metres) > 0
ORDER BY place
