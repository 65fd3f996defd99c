-- Stores what is left in `incoming_figure`.
-- Parameters: now (timestamptz: when this is learned), run, push (ids or null).
INSERT INTO observation (
    indicator_id, division_code, starts, ends, value, known_from, run_id, push_id
)
SELECT
    i.indicator_id, i.division_code, i.starts, i.ends, i.value, :now, CAST(:run AS bigint),
    CAST(:push AS bigint)
FROM incoming_figure AS i
