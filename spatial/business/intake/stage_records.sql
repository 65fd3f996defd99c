-- The table in which the records of a source wait until all of them are judged.
CREATE TEMPORARY TABLE incoming_record (
    n bigint GENERATED ALWAYS AS IDENTITY,
    place text NOT NULL,
    holds text NOT NULL,
    key text NOT NULL,
    day date,
    at timestamptz,
    valid daterange,
    geom geometry(Geometry, 4490),
    division_code text,
    division_by text,
    told jsonb NOT NULL,
    attributes jsonb NOT NULL
) ON COMMIT DROP
