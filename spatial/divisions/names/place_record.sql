-- What is recorded of a place. Parameters: place, known_at. Output: the facts of R2.1; geometry as
-- GeoJSON text in CGCS2000. One row, or none for a unit of the registry without a record.
-- Index: place_record_place.
SELECT
    class_code, feature_type, place_code, historical, first_year, last_year, named_on, location,
    meaning, origin, history, description, language, recording, media, sources, spans,
    approving_authority, approved_on, secrecy, position_source, source_crs,
    ST_AsGeoJSON(geom, 9, 0) AS geometry
FROM place_record
WHERE place_id = :place AND known @> CAST(:known_at AS timestamptz)
