-- The days on which the set of boundary markers changes.
-- Output: one column, NULL for a marker of every day (unbounded start). Reads the table whole; no index.
SELECT lower(valid) FROM boundary_marker
UNION
SELECT upper(valid) FROM boundary_marker WHERE NOT upper_inf(valid)
