-- Stores the metadata of one indicator, or renews what is stored of it.
-- Parameters: id, dataset_id, title, unit, kind, additive_space, additive_time, grade,
--   minimum_cell, numerator, denominator, run.
INSERT INTO indicator (
    id, dataset_id, title, unit, kind, additive_space, additive_time, numerator, denominator,
    grade, minimum_cell, run_id
)
VALUES (
    :id, :dataset_id, :title, :unit, :kind, :additive_space, :additive_time, :numerator,
    :denominator, :grade, :minimum_cell, :run
)
ON CONFLICT (id) DO UPDATE SET
    title = excluded.title,
    additive_space = excluded.additive_space,
    additive_time = excluded.additive_time,
    numerator = excluded.numerator,
    denominator = excluded.denominator,
    grade = excluded.grade,
    minimum_cell = excluded.minimum_cell,
    run_id = excluded.run_id
