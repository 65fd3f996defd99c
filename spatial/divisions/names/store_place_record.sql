-- Writes the facts of a place, known from now. Parameters: the columns; geom as WKB in EPSG:4490
-- or NULL. Output: none.
INSERT INTO place_record (
    place_id, category, location, meaning, language, approving_authority, approved_on, named_on,
    secrecy, spans, sources, flags, geom)
VALUES (
    :place, :category, :location, :meaning, :language, :approving_authority, :approved_on,
    :named_on, :secrecy, :spans, :sources, :flags, ST_GeomFromWKB(CAST(:geom AS bytea), 4490))
