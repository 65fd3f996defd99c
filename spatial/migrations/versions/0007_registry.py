"""Two stores of divisions: assertions as published, and the registry that is derived from them.

The registry has identities, versions and events with effects, on two axes of time. What an older
release loaded held no assertions, so its lists are forgotten here and loaded anew.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        DELETE FROM division_area;
        DELETE FROM layer_edition;
        DELETE FROM division_build;
        DROP TABLE division_succession;
        DELETE FROM division;
        DELETE FROM division_list;
        UPDATE ingest_run
            SET status = 'failed', failure = 'forgotten by migration 0007: to be loaded anew'
            WHERE kind = 'division-history' AND status = 'loaded';
        UPDATE loaded_folder SET finished = false;

        -- Systems of codes. gb2260: 6, 9 or 12 digits that tell the level; free: any text.
        CREATE TABLE division_scheme (
            scheme text PRIMARY KEY CHECK (scheme ~ '^[a-z][a-z0-9-]*$'),
            title text NOT NULL,
            code_form text NOT NULL CHECK (code_form IN ('gb2260', 'free'))
        );
        INSERT INTO division_scheme VALUES
            ('mca', '民政部行政区划代码', 'gb2260'),
            ('nbs', '统计用区划代码', 'gb2260');

        -- What a source claims, side by side, as published: no constraint between rows. A claim is
        -- never changed. said: the claim in the terms of its kind; raw: the row as it came.
        CREATE TABLE division_assertion (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            run_id bigint NOT NULL REFERENCES ingest_run,
            record text NOT NULL,
            claim text NOT NULL CHECK (
                claim IN ('version', 'listed', 'change', 'township_change', 'decision')),
            scheme text NOT NULL REFERENCES division_scheme,
            code text,
            name text,
            list_date date,
            said jsonb NOT NULL,
            raw jsonb NOT NULL
        );
        CREATE INDEX division_assertion_claim ON division_assertion (claim, scheme, list_date);
        CREATE INDEX division_assertion_code ON division_assertion (code, claim);
        CREATE INDEX division_assertion_run ON division_assertion (run_id);

        -- The lists of each scheme, and when we learned of each.
        ALTER TABLE division_list
            ADD COLUMN scheme text NOT NULL DEFAULT 'mca' REFERENCES division_scheme,
            ADD COLUMN known_from timestamptz NOT NULL DEFAULT now();
        ALTER TABLE division_list DROP CONSTRAINT division_list_pkey;
        ALTER TABLE division_list ADD PRIMARY KEY (scheme, list_date);

        -- What goes on through changes of code, name, parent, seat and limits. The id is a name
        -- and says nothing of today: scheme, first code and first list year of its first version.
        CREATE TABLE division_identity (
            id text PRIMARY KEY,
            scheme text NOT NULL REFERENCES division_scheme,
            known_from timestamptz NOT NULL DEFAULT now()
        );

        -- A version: code, name, level, type and parent through a period. The period is told on
        -- three bases: `valid` on lists, the other two on announcements and approvals (empty where
        -- a version is passed over on that basis; NULL where its scheme has no events).
        -- known: from when until when we held it for true; what was corrected keeps its row.
        -- The constraints compare 64-bit hashes: GiST over texts takes four times as long to fill.
        ALTER TABLE division
            ADD COLUMN identity_id text REFERENCES division_identity,
            ADD COLUMN type text NOT NULL DEFAULT 'unknown',
            ADD COLUMN valid_announced daterange CHECK (NOT lower_inf(valid_announced)),
            ADD COLUMN valid_approved daterange CHECK (NOT lower_inf(valid_approved)),
            ADD COLUMN start_basis text NOT NULL DEFAULT 'list' CHECK (
                start_basis IN ('decision', 'list', 'record_start', 'first_mention', 'source')),
            ADD COLUMN known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
                CHECK (NOT isempty(known) AND NOT lower_inf(known)),
            DROP CONSTRAINT division_code_check,
            ADD CHECK (code <> '' AND (
                scheme NOT IN ('mca', 'nbs') OR code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$')),
            ALTER COLUMN identity_id SET NOT NULL,
            ADD FOREIGN KEY (scheme) REFERENCES division_scheme,
            DROP CONSTRAINT division_scheme_code_valid_excl,
            ADD CONSTRAINT division_code_once
                EXCLUDE USING gist (
                    hashtextextended(scheme || ' ' || code, 0) WITH =, valid WITH &&,
                    known WITH &&),
            ADD CONSTRAINT division_identity_once
                EXCLUDE USING gist (
                    hashtextextended(identity_id, 0) WITH =, valid WITH &&, known WITH &&),
            ADD CONSTRAINT division_code_once_announced EXCLUDE USING gist (
                hashtextextended(scheme || ' ' || code, 0) WITH =, valid_announced WITH &&,
                known WITH &&)
                WHERE (valid_announced IS NOT NULL),
            ADD CONSTRAINT division_identity_once_announced EXCLUDE USING gist (
                hashtextextended(identity_id, 0) WITH =, valid_announced WITH &&, known WITH &&)
                WHERE (valid_announced IS NOT NULL),
            ADD CONSTRAINT division_code_once_approved EXCLUDE USING gist (
                hashtextextended(scheme || ' ' || code, 0) WITH =, valid_approved WITH &&,
                known WITH &&)
                WHERE (valid_approved IS NOT NULL),
            ADD CONSTRAINT division_identity_once_approved EXCLUDE USING gist (
                hashtextextended(identity_id, 0) WITH =, valid_approved WITH &&, known WITH &&)
                WHERE (valid_approved IS NOT NULL);
        DROP INDEX division_level_code;
        DROP INDEX division_parent;
        CREATE INDEX division_code ON division (scheme, code);
        CREATE INDEX division_level_code ON division (scheme, level, code);
        CREATE INDEX division_parent ON division (scheme, parent_code, code);
        CREATE INDEX division_identity_rows ON division (identity_id);

        -- A decision (or, where none is on record, a change between two lists) with all that it
        -- did. Dates are NULL where nobody says them; on_*: when it takes effect on each basis.
        CREATE TABLE division_event (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            key text NOT NULL,
            scheme text NOT NULL REFERENCES division_scheme,
            title text,
            document_nos text[] NOT NULL DEFAULT '{}',
            approved_on date,
            announced_on date,
            effective_on date,
            list_date date,
            on_list date NOT NULL,
            on_announced date NOT NULL,
            on_approved date NOT NULL,
            date_notes text[] NOT NULL DEFAULT '{}',
            wording text,
            sources jsonb NOT NULL DEFAULT '[]',
            known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
                CHECK (NOT isempty(known) AND NOT lower_inf(known)),
            EXCLUDE USING gist (key WITH =, known WITH &&)
        );
        CREATE INDEX division_event_on_list ON division_event (scheme, on_list);

        -- What an event did: from a version, to a version. continues: the identity goes on; rule:
        -- why it does or does not. share: of the predecessor; portion: its share of the area, where
        -- known; moved: names of lower units that moved.
        CREATE TABLE division_effect (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            event_id bigint NOT NULL REFERENCES division_event ON DELETE CASCADE,
            kind text NOT NULL CHECK (kind IN (
                'establish', 'abolish', 'rename', 'merge', 'split', 'transfer', 'subordination',
                'boundary', 'seat', 'type', 'code')),
            predecessor_id bigint REFERENCES division,
            successor_id bigint REFERENCES division,
            successor_code text,
            continues boolean NOT NULL,
            rule text NOT NULL CHECK (rule <> ''),
            share text NOT NULL CHECK (share IN ('whole', 'part', 'none', 'unknown')),
            portion double precision CHECK (portion > 0 AND portion <= 1),
            moved text[] NOT NULL DEFAULT '{}',
            note text,
            CHECK (predecessor_id IS NOT NULL OR successor_id IS NOT NULL)
        );
        CREATE INDEX division_effect_event ON division_effect (event_id);
        CREATE INDEX division_effect_predecessor ON division_effect (predecessor_id);
        CREATE INDEX division_effect_successor ON division_effect (successor_id);

        -- Codes of one scheme in another, over a period.
        CREATE TABLE division_mapping (
            from_scheme text NOT NULL REFERENCES division_scheme,
            from_code text NOT NULL,
            to_scheme text NOT NULL REFERENCES division_scheme,
            to_code text,
            valid daterange NOT NULL CHECK (NOT isempty(valid)),
            reason text NOT NULL,
            known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL),
            CHECK (from_scheme <> to_scheme)
        );
        CREATE UNIQUE INDEX division_mapping_once ON division_mapping
            (from_scheme, from_code, to_scheme, coalesce(to_code, ''), valid, known);

        -- Where a source says other than the registry, and why the registry says what it says.
        CREATE TABLE division_difference (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            run_id bigint NOT NULL REFERENCES ingest_run,
            scheme text NOT NULL REFERENCES division_scheme,
            as_of date,
            code text,
            kind text NOT NULL CHECK (kind IN (
                'missing', 'extra', 'name', 'level', 'parent', 'earlier', 'later', 'date',
                'unknown_unit', 'relation')),
            source_says text,
            registry_says text,
            explanation text NOT NULL CHECK (explanation <> ''),
            known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
        );
        CREATE INDEX division_difference_run ON division_difference (run_id, as_of, code);

        -- Each derivation of the registry: what it was derived from, and when it was known.
        CREATE TABLE division_registry (
            known_from timestamptz PRIMARY KEY DEFAULT now(),
            fingerprint text NOT NULL
        );
        """
    )
