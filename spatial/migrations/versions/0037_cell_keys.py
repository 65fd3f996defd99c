"""Secret keys of records, by which counts of single records are perturbed (R8.4)."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(_SECRETS)
    op.execute(_RECORDS)
    op.execute(_PLACES)


_SECRETS = """
-- The secret of a dataset, 32 bytes by the random source of the server: made once, with the
-- dataset, and never again, for another one would be another answer to the same question. Nobody
-- is told it.
CREATE TABLE cell_secret (
    dataset_id text PRIMARY KEY REFERENCES dataset ON DELETE CASCADE,
    secret bytea NOT NULL CHECK (length(secret) = 32)
        DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
);
INSERT INTO cell_secret (dataset_id) SELECT id FROM dataset;
CREATE FUNCTION make_cell_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO cell_secret (dataset_id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER dataset_has_cell_secret AFTER INSERT ON dataset
    FOR EACH ROW EXECUTE FUNCTION make_cell_secret();

-- The key of a record: the first 32 bits of a hash of the secret and the record's own key, so that
-- all its versions have the same, also after loading again.
CREATE FUNCTION cell_key(secret bytea, key text) RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CAST(CAST('x' || encode(
        substr(sha256(secret || convert_to(key, 'UTF8')), 1, 4), 'hex') AS bit(32)) AS integer);
"""

_RECORDS = """
ALTER TABLE record ADD COLUMN cell_key integer;
-- Nothing ends here, so that nobody has to look for places that end.
ALTER TABLE record DISABLE TRIGGER record_places_end;
UPDATE record AS r SET cell_key = cell_key(s.secret, r.key)
FROM cell_secret AS s WHERE s.dataset_id = r.dataset_id;
ALTER TABLE record ENABLE TRIGGER record_places_end;
ALTER TABLE record ALTER COLUMN cell_key SET NOT NULL;
-- Whoever stores many gives the keys; of others none is forgotten.
CREATE FUNCTION key_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.cell_key := cell_key(
        (SELECT secret FROM cell_secret WHERE dataset_id = NEW.dataset_id), NEW.key);
    RETURN NEW;
END $$;
CREATE TRIGGER record_has_cell_key BEFORE INSERT ON record
    FOR EACH ROW WHEN (NEW.cell_key IS NULL) EXECUTE FUNCTION key_record();
DROP INDEX record_cases_known;
CREATE INDEX record_cases_known ON record (dataset_id, day) INCLUDE (cell_key)
    WHERE holds = 'cases' AND known_until = 'infinity';
"""

_PLACES = """
-- The same beside each place, for counts that read places alone.
ALTER TABLE record_place ADD COLUMN cell_key integer;
UPDATE record_place AS p SET cell_key = r.cell_key FROM record AS r WHERE r.id = p.record_id;
ALTER TABLE record_place ALTER COLUMN cell_key SET NOT NULL;
DROP INDEX record_place_day;
CREATE INDEX record_place_day ON record_place (dataset_id, level, day)
    INCLUDE (atom_id, cell_key) WHERE known_until = 'infinity';
"""
