-- The instant from which a build of areas is known.
-- Parameters: none. Output: one timestamptz, now by the clock, after every instant in `known`.
-- Index: none; two scans, once in a build.
SELECT greatest(
    clock_timestamp(),
    (SELECT max(greatest(lower(known), upper(known))) + interval '1 microsecond'
        FROM division_area),
    (SELECT max(greatest(lower(known), upper(known))) + interval '1 microsecond'
        FROM division_atom)
)
