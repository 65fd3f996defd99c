-- Work devices of the two sides of a line, by owner, or those of some names.
-- Parameters: left, right (LIKE patterns of codes); names (NULL: all of these owners).
-- Columns: id, name, side (left, right; NULL of an owner of neither), by name.
SELECT device.id, device.name,
    CASE WHEN owner_code LIKE :left THEN 'left' WHEN owner_code LIKE :right THEN 'right' END AS side
FROM device
WHERE CASE WHEN CAST(:names AS text[]) IS NULL
    THEN device_class IN ('patrol', 'vehicle')
        AND (owner_code LIKE :left OR owner_code LIKE :right)
    ELSE device.name = ANY(:names) END
ORDER BY device.name COLLATE "C"
