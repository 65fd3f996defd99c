-- Suspected patches, the newest first, each with what stands of it.
-- Parameters: id, office (LIKE pattern of codes), office_version and area_version (of `division`, in
--   whose area a patch lies in part), area_day, today, known_at, state, kind, source_id, since and
--   before (days of finding, half open), overdue (boolean), west, south, east, north; each NULL for
--   all; limit, offset.
-- Output: the columns of Patch; total. CRS: CGCS2000.
-- A patch is an office's where it was linked to its codes when it was found, or lies today in what
-- the office stands for: units merge, and their patches go with the ground.
-- ST_Covers stands before ST_Touches because most patches lie whole in a piece, and PostGIS prepares
-- the piece for it alone.
-- Indexes: patch_geom, patch_division_code, patch_standing_state, division_area_division,
--   division_atom_part_atom.
WITH found AS (
    SELECT patch.id
    FROM patch
    JOIN patch_standing AS standing ON standing.patch_id = patch.id
    WHERE (CAST(:id AS bigint) IS NULL OR patch.id = :id)
        AND (CAST(:source_id AS bigint) IS NULL OR patch.source_id = :source_id)
        AND (CAST(:state AS text) IS NULL OR standing.state = :state)
        AND (CAST(:kind AS text) IS NULL OR patch.kind = :kind)
        AND (CAST(:since AS date) IS NULL OR patch.found_on >= :since)
        AND (CAST(:before AS date) IS NULL OR patch.found_on < :before)
        AND (
            CAST(:overdue AS boolean) IS NULL
            OR (standing.state = 'assigned' AND standing.due < CAST(:today AS date)) = :overdue
        )
        AND (
            CAST(:west AS double precision) IS NULL
            OR ST_Intersects(patch.geom, ST_MakeEnvelope(:west, :south, :east, :north, 4490))
        )
        AND (
            CAST(:area_version AS bigint) IS NULL
            OR patch.id IN (
                SELECT other.id
                FROM division_area AS area
                JOIN division_area_atom AS part ON part.area_id = area.id
                JOIN division_atom_part AS piece ON piece.atom_id = part.atom_id
                JOIN patch AS other
                    ON ST_Intersects(piece.geom, other.geom)
                    AND (
                        ST_Covers(piece.geom, other.geom)
                        OR NOT ST_Touches(piece.geom, other.geom)
                    )
                    AND (CAST(:id AS bigint) IS NULL OR other.id = :id)
                WHERE area.division_id = :area_version
                    AND area.valid @> CAST(:area_day AS date)
                    AND area.known @> CAST(:known_at AS timestamptz)
            )
        )
        AND (
            CAST(:office AS text) IS NULL
            OR EXISTS (
                SELECT FROM patch_division AS link
                WHERE link.patch_id = patch.id AND link.code LIKE :office
            )
            OR (
                CAST(:office_version AS bigint) IS NOT NULL
                AND patch.id IN (
                    SELECT other.id
                    FROM division_area AS area
                    JOIN division_area_atom AS part ON part.area_id = area.id
                    JOIN division_atom_part AS piece ON piece.atom_id = part.atom_id
                    JOIN patch AS other
                        ON ST_Intersects(piece.geom, other.geom)
                        AND (
                            ST_Covers(piece.geom, other.geom)
                            OR NOT ST_Touches(piece.geom, other.geom)
                        )
                        AND (CAST(:id AS bigint) IS NULL OR other.id = :id)
                    WHERE area.division_id = :office_version
                        AND area.valid @> CAST(:today AS date)
                        AND area.known @> CAST(:known_at AS timestamptz)
                )
            )
        )
),
page AS (
    SELECT id, count(*) OVER () AS total
    FROM found
    ORDER BY id DESC
    LIMIT CAST(:limit AS bigint) OFFSET :offset
)
SELECT
    patch.id,
    patch.source_id,
    source.kind AS source_kind,
    source.details AS source_details,
    patch.number,
    patch.kind,
    patch.found_on,
    patch.area_m2,
    patch.notes,
    patch.attributes,
    ST_AsBinary(patch.geom) AS wkb,
    patch.recorded_at,
    source.office,
    source.person,
    standing.steps,
    standing.state,
    standing.since,
    standing.assignee_office,
    standing.assignee,
    standing.due,
    (
        SELECT coalesce(json_agg(json_build_object(
            'level', link.level, 'code', link.code, 'name', link.name, 'version', link.version,
            'identity', link.identity, 'grade', link.grade, 'share', link.share
        ) ORDER BY link.id), '[]')
        FROM patch_division AS link
        WHERE link.patch_id = patch.id
    ) AS divisions,
    page.total
FROM page
JOIN patch USING (id)
JOIN patch_source AS source ON source.id = patch.source_id
JOIN patch_standing AS standing ON standing.patch_id = patch.id
ORDER BY patch.id DESC
