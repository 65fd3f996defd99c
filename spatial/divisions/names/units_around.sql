-- Codes of the units that names of context may mean: those of today, and by former names too.
-- Parameters: keys (text array of simplified characters) and letters (of Latin letters without
-- tones), around (LIKE patterns of codes, where `{around}` stands), known_at.
-- Output: named (the name asked for), codes (text array), one row for each unit, at most 20 of each
-- name. Villages hold nothing, so they are left out.
-- Indexes: place_name_key, place_name_toneless.
SELECT asked.named, unit.codes
FROM unnest(CAST(:keys AS text[])) AS asked (named)
CROSS JOIN LATERAL (
    SELECT codes FROM place_name
    WHERE key = asked.named AND weight <> 4 AND derived
        AND known @> CAST(:known_at AS timestamptz) {around}
    ORDER BY weight
    LIMIT 20
) AS unit
UNION ALL
SELECT asked.named, unit.codes
FROM unnest(CAST(:letters AS text[])) AS asked (named)
CROSS JOIN LATERAL (
    SELECT codes FROM place_name
    WHERE toneless = asked.named AND weight <> 4 AND derived
        AND known @> CAST(:known_at AS timestamptz) {around}
    ORDER BY weight
    LIMIT 20
) AS unit
