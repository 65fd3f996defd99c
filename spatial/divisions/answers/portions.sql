-- Of each giver's area, the share that lies in the taker: both drawn, the one on the day before the
-- change, the other on its day.
-- Parameters: effects, givers, takers (bigint[]), days (date[]; equal lengths, in order), known_at.
-- Output: effect, portion (0 to 1, geodesic); no row where one of the shapes is not known.
-- Both shapes are unions of atoms, so what they share is the atoms in both: no overlay, no slivers.
-- A shape that is only approximate says nothing of a part, so it is left out.
-- Indexes: division_area_division, the keys of division_area_atom and division_atom.
WITH asked AS (
    SELECT *
    FROM unnest(
        CAST(:effects AS bigint[]), CAST(:givers AS bigint[]),
        CAST(:takers AS bigint[]), CAST(:days AS date[])
    ) AS asked (effect, giver, taker, on_day)
),
shapes AS (
    SELECT asked.effect, given.id AS giver_area, taken.id AS taker_area
    FROM asked
    JOIN division AS giver ON giver.id = asked.giver
    JOIN division AS taker ON taker.id = asked.taker
    JOIN division_area AS given
        ON given.division_id = giver.id AND given.level = giver.level
        AND given.{valid} @> asked.on_day - 1
        AND given.known @> CAST(:known_at AS timestamptz)
        AND given.grade IN ('held', 'derived', 'cut')
    JOIN division_area AS taken
        ON taken.division_id = taker.id AND taken.level = taker.level
        AND taken.{valid} @> asked.on_day
        AND taken.known @> CAST(:known_at AS timestamptz)
        AND taken.grade IN ('held', 'derived', 'cut')
),
measured AS (
    SELECT
        shapes.effect,
        ST_Area(atom.geom::geography) AS square_metres,
        EXISTS (
            SELECT FROM division_area_atom AS other
            WHERE other.area_id = shapes.taker_area AND other.atom_id = atom.id
        ) AS moved
    FROM shapes
    JOIN division_area_atom AS part ON part.area_id = shapes.giver_area
    JOIN division_atom AS atom ON atom.id = part.atom_id
)
SELECT
    effect,
    coalesce(sum(square_metres) FILTER (WHERE moved), 0) / sum(square_metres) AS portion
FROM measured
GROUP BY effect
HAVING sum(square_metres) > 0
