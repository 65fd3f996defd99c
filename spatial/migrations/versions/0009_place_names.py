"""Places, their records and their names, on years before Christ too, in system time."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- A named thing, for ever. identity_id: the unit of the registry that it is, or that a
        -- source of places means. located_in: code of the county of the newest limits around its
        -- point (derived). pair_of: the place (21xxx) whose body of people (27xxx) this one is, so
        -- that the two count once.
        CREATE TABLE place (
            id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]*:.+$'),
            identity_id text REFERENCES division_identity,
            located_in text,
            pair_of text REFERENCES place CHECK (pair_of <> id),
            known_from timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX place_identity ON place (identity_id);
        CREATE INDEX place_pair ON place (pair_of);

        -- What is held for true of a place. Years are those of the source, negative before Christ;
        -- position_source: measured, map, geocoder. Graded 秘密 or above is never stored.
        CREATE TABLE place_record (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            place_id text NOT NULL REFERENCES place,
            category text NOT NULL,
            class_code text CHECK (class_code ~ '^[0-9]{5}$'),
            feature_type text,
            place_code text CHECK (place_code ~ '^[0-9]{20}$'),
            historical boolean NOT NULL DEFAULT false,
            first_year integer,
            last_year integer,
            named_on date,
            location text,
            meaning text,
            origin text,
            history text,
            description text,
            language text,
            recording text,
            media text[] NOT NULL DEFAULT '{}',
            sources text[] NOT NULL DEFAULT '{}',
            spans text[] NOT NULL DEFAULT '{}',
            approving_authority text,
            approved_on date,
            secrecy text NOT NULL DEFAULT 'open' CHECK (secrecy IN ('open', 'internal')),
            flags text[] NOT NULL DEFAULT '{}',
            position_source text CHECK (position_source IN ('measured', 'map', 'geocoder')),
            source_crs text,
            geom geometry(Geometry, 4490),
            run_id bigint REFERENCES ingest_run,
            known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
                CHECK (NOT isempty(known) AND NOT lower_inf(known)),
            EXCLUDE USING gist (place_id WITH =, known WITH &&)
        );
        -- The exclusion's index is slow to read, and a record is looked up for every name found.
        CREATE INDEX place_record_place ON place_record (place_id);
        CREATE INDEX place_record_geom ON place_record USING gist (geom);
        CREATE UNIQUE INDEX place_record_code ON place_record (place_code)
            WHERE place_code IS NOT NULL AND upper_inf(known);

        -- A form of a name. valid: days that it held through, on the three bases of divisions;
        -- NULL where nobody says, or says what cannot be (flag contradictory_period).
        -- key, toneless, initials: what is searched: simplified characters; pinyin without tones,
        -- ü as u; first letters. pinyin: toned syllables. weight: 0 province … 4 village, 5 other,
        -- 6 of the past. codes: all codes of the unit under this name, else the county around it.
        -- derived: made by build_names from the registry, and made anew with it.
        CREATE TABLE place_name (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            place_id text NOT NULL REFERENCES place,
            kind text NOT NULL CHECK (kind IN (
                'standard', 'former', 'alias', 'short', 'map', 'minority_script', 'roman',
                'traditional')),
            text text NOT NULL CHECK (text <> ''),
            language text NOT NULL DEFAULT 'zh',
            roman text,
            pinyin text,
            key text NOT NULL,
            toneless text NOT NULL,
            initials text NOT NULL,
            weight smallint NOT NULL CHECK (weight BETWEEN 0 AND 6),
            codes text[] NOT NULL DEFAULT '{}',
            valid datemultirange CHECK (NOT isempty(valid)),
            valid_announced datemultirange,
            valid_approved datemultirange,
            derived boolean NOT NULL DEFAULT false,
            known tstzrange NOT NULL DEFAULT tstzrange(now(), NULL)
                CHECK (NOT isempty(known) AND NOT lower_inf(known)),
            -- One standard name at a time. Of derived names the registry sees to it.
            CONSTRAINT place_name_one_standard
                EXCLUDE USING gist (place_id WITH =, valid WITH &&, known WITH &&)
                WHERE (kind = 'standard' AND NOT derived)
        );
        CREATE INDEX place_name_place ON place_name (place_id);
        CREATE INDEX place_name_key ON place_name (key text_pattern_ops, weight);
        CREATE INDEX place_name_toneless ON place_name (toneless text_pattern_ops, weight);
        CREATE INDEX place_name_initials ON place_name (initials, weight);
        -- The first letters of a name are asked of the higher units only.
        CREATE INDEX place_name_high_key ON place_name (key text_pattern_ops) WHERE weight <= 2;
        CREATE INDEX place_name_high_toneless ON place_name (toneless text_pattern_ops)
            WHERE weight <= 2;
        CREATE INDEX place_name_key_trgm ON place_name USING gin (key gin_trgm_ops);
        CREATE INDEX place_name_toneless_trgm ON place_name USING gin (toneless gin_trgm_ops);

        -- Every form of a name as a row with its kind (R2.1), the spellings among them.
        CREATE VIEW place_name_form AS
            SELECT id AS name_id, place_id, kind, text, language, valid, known FROM place_name
            UNION ALL
            SELECT id, place_id, spelled.kind, spelled.text, 'zh-Latn', valid, known
            FROM place_name
            CROSS JOIN LATERAL (VALUES
                ('roman', roman), ('pinyin', pinyin), ('pinyin_toneless', nullif(toneless, '')),
                ('initials', nullif(initials, ''))) AS spelled (kind, text)
            WHERE spelled.text IS NOT NULL AND place_name.kind <> 'roman';

        -- From what the names of divisions were made.
        CREATE TABLE place_name_build (
            only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            fingerprint text NOT NULL,
            built_at timestamptz NOT NULL
        );
        """
    )
