-- Where a deposited file is used.
-- Parameters: sha256 (hexadecimal).
-- Columns: inspection_id (NULL: by the register), side (left, right, both).
WITH file AS (SELECT decode(:sha256, 'hex') AS sha256)
SELECT NULL::bigint AS inspection_id, 'both' AS side
FROM boundary_fact JOIN file ON document = file.sha256
UNION
SELECT inspection_id, 'both'
FROM inspection_step JOIN file ON document = file.sha256
UNION
SELECT inspection_id, side
FROM inspection_photo JOIN file USING (sha256)
