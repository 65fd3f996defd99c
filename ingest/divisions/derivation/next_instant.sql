-- The instant from which a change of the registry is known.
-- Parameters: none. Output: one timestamptz, now by the clock, after every instant in `known`.
-- Index: none; three scans, once in a derivation.
SELECT greatest(
    clock_timestamp(),
    (SELECT max(greatest(lower(known), upper(known))) + interval '1 microsecond' FROM division),
    (SELECT max(greatest(lower(known), upper(known))) + interval '1 microsecond'
        FROM division_event)
)
