-- A kept version of weights.
-- Parameters: id (text).
-- Output: scheme, basis, level, from_day, to_day, density, origin; no row where it is not kept.
-- Index: the key of crosswalk.
SELECT scheme, basis, level, from_day, to_day, density, origin FROM crosswalk WHERE id = :id
