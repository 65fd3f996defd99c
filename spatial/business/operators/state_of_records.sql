-- The state of what counts of a dataset are made from: what is known of its records, of the areas,
-- and how far records are placed in atoms.
-- Parameters: dataset (text), known_at (timestamptz of the divisions, infinity for now).
-- Output: learned, corrected, expired, areas, drawn, lists (timestamptz), records_through, atoms_through.
-- Indexes: one end of record_known, record_corrected and record_expiry_dataset; the periods of areas and atoms are read
--   whole, as index_knowledge.sql does.
SELECT
    (SELECT max(r.known_from) FROM record AS r WHERE r.dataset_id = :dataset) AS learned,
    (SELECT max(r.known_until) FROM record AS r
        WHERE r.dataset_id = :dataset AND r.known_until < 'infinity') AS corrected,
    (SELECT max(e.expired_at) FROM record_expiry AS e WHERE e.dataset_id = :dataset) AS expired,
    (SELECT max(instant) FROM (
        SELECT unnest(ARRAY[lower(known), upper(known)]) AS instant FROM division_area
        UNION ALL
        SELECT unnest(ARRAY[lower(known), upper(known)]) FROM division_atom
    ) AS instants WHERE instant <= CAST(:known_at AS timestamptz)) AS areas,
    (SELECT max(built_at) FROM division_build) AS drawn,
    (SELECT max(known_from) FROM division_registry) AS lists,
    (SELECT records_through FROM record_placement WHERE dataset_id = :dataset) AS records_through,
    (SELECT atoms_through FROM record_placement WHERE dataset_id = :dataset) AS atoms_through
