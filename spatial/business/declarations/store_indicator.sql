-- Stores the metadata of one indicator, or renews what is stored of it.
-- Parameters: as the columns; dataset; run (of the ingest that brought it, or null).
INSERT INTO indicator (
    id, dataset_id, title, unit, kind, period, additive_space, additive_time, nature, numerator,
    denominator, factor, weight, signed, grade, minimum_cell, run_id
)
VALUES (
    :id, :dataset, :title, :unit, :kind, :period, :additive_space, :additive_time, :nature,
    :numerator, :denominator, :factor, :weight, :signed, :grade, :minimum_cell, :run
)
ON CONFLICT (id) DO UPDATE SET
    title = excluded.title,
    unit = excluded.unit,
    kind = excluded.kind,
    period = excluded.period,
    additive_space = excluded.additive_space,
    additive_time = excluded.additive_time,
    nature = excluded.nature,
    numerator = excluded.numerator,
    denominator = excluded.denominator,
    factor = excluded.factor,
    weight = excluded.weight,
    signed = excluded.signed,
    grade = excluded.grade,
    minimum_cell = excluded.minimum_cell,
    run_id = coalesce(excluded.run_id, indicator.run_id)
