-- The days on which the set of boundary markers, as held for true now, changes.
-- Output: one column, NULL for a marker of every day (unbounded start). Reads the table whole; no index.
SELECT lower(valid) FROM boundary_marker WHERE upper_inf(known)
UNION
SELECT upper(valid) FROM boundary_marker WHERE NOT upper_inf(valid) AND upper_inf(known)
