-- The table in which the figures of a source wait until all of them are judged.
CREATE TEMPORARY TABLE incoming_figure (
    n bigint GENERATED ALWAYS AS IDENTITY,
    place text NOT NULL,
    indicator_id text NOT NULL,
    division_code text NOT NULL,
    starts date NOT NULL,
    ends date NOT NULL,
    value numeric NOT NULL
) ON COMMIT DROP
