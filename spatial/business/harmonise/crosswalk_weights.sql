-- The weights of a kept version, in their order.
-- Parameters: id (text).
-- Output: source_code, source_identity, source_name, target_code, target_identity, target_name,
--   weight, method, exact, reason, error.
-- Index: the key of crosswalk_weight.
SELECT
    source_code, source_identity, source_name, target_code, target_identity, target_name,
    weight, method, exact, reason, error
FROM crosswalk_weight
WHERE crosswalk_id = :id
ORDER BY place
