-- The days on which the set of boundary lines changes.
-- Output: one column, NULL for a line of every day (unbounded start). Reads the table whole; no index.
SELECT lower(valid) FROM boundary_line
UNION
SELECT upper(valid) FROM boundary_line WHERE NOT upper_inf(valid)
