"""Filing and announcement of names: what was filed, each step of it, what was announced."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE name_filing (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            created_at timestamptz NOT NULL DEFAULT now()
        );

        -- What a filing says, each time it was written down. Papers: kind, name, sha256, reference.
        -- in_force_on: first day of the name (of an abolition: first day without it), NULL for the
        -- day of approval. Names graded 秘密 or above are never stored.
        CREATE TABLE name_filing_revision (
            filing_id bigint NOT NULL REFERENCES name_filing,
            revision integer NOT NULL CHECK (revision > 0),
            at timestamptz NOT NULL DEFAULT now(),
            actor text NOT NULL CHECK (btrim(actor) <> ''),
            kind text NOT NULL CHECK (kind IN ('naming', 'renaming', 'abolition')),
            category text NOT NULL,
            place_id text REFERENCES place,
            standard_name text NOT NULL CHECK (btrim(standard_name) <> ''),
            roman text,
            minority_script text,
            language text,
            former_name text,
            division_code text CHECK (division_code ~ '^([0-9]{6}|[0-9]{9}|[0-9]{12})$'),
            location text,
            geom geometry(Geometry, 4490),
            approving_authority text,
            approval_no text,
            approved_on date,
            in_force_on date,
            reason text,
            meaning text,
            filing_authority text,
            secrecy text NOT NULL DEFAULT 'open' CHECK (secrecy IN ('open', 'internal')),
            papers jsonb NOT NULL DEFAULT '[]',
            PRIMARY KEY (filing_id, revision)
        );

        -- Each step of a filing. A step begins in the state in which the one before ended: the
        -- foreign key on itself sees to it. checks: what the receiving office was told.
        CREATE TABLE name_filing_step (
            filing_id bigint NOT NULL,
            number integer NOT NULL CHECK (number > 0),
            previous integer GENERATED ALWAYS AS (nullif(number, 1) - 1) STORED,
            action text NOT NULL,
            from_state text,
            to_state text NOT NULL,
            at timestamptz NOT NULL DEFAULT now(),
            actor text NOT NULL CHECK (btrim(actor) <> ''),
            remark text,
            revision integer NOT NULL,
            checks jsonb,
            PRIMARY KEY (filing_id, number),
            UNIQUE (filing_id, number, to_state),
            FOREIGN KEY (filing_id, revision) REFERENCES name_filing_revision,
            FOREIGN KEY (filing_id, previous, from_state)
                REFERENCES name_filing_step (filing_id, number, to_state),
            CHECK ((number = 1) = (from_state IS NULL)),
            CHECK ((action, coalesce(from_state, ''), to_state) IN (
                ('create', '', 'draft'),
                ('revise', 'draft', 'draft'),
                ('revise', 'returned', 'returned'),
                ('file', 'draft', 'filed'),
                ('file', 'returned', 'filed'),
                ('return', 'filed', 'returned'),
                ('announce', 'filed', 'announced'))),
            CONSTRAINT name_filing_return_says_why
                CHECK (action <> 'return' OR btrim(coalesce(remark, '')) <> '')
        );

        -- What was announced: the six items of 《地名备案公告管理办法（试行）》 and the text.
        -- place_id: whose name it became; NULL with a note where the register of names has not
        -- changed by it.
        CREATE TABLE name_announcement (
            filing_id bigint PRIMARY KEY REFERENCES name_filing,
            kind text NOT NULL CHECK (kind IN ('naming', 'renaming', 'abolition')),
            category text NOT NULL,
            standard_name text NOT NULL CHECK (btrim(standard_name) <> ''),
            roman text NOT NULL CHECK (btrim(roman) <> ''),
            division_code text NOT NULL CHECK (division_code <> ''),
            division_identity text NOT NULL REFERENCES division_identity,
            division_path text NOT NULL CHECK (division_path <> ''),
            location text NOT NULL CHECK (btrim(location) <> ''),
            approving_authority text NOT NULL CHECK (btrim(approving_authority) <> ''),
            approved_on date NOT NULL,
            former_name text,
            approval_no text,
            in_force_on date NOT NULL,
            announced_on date NOT NULL CHECK (announced_on >= approved_on),
            announcing_authority text NOT NULL CHECK (btrim(announcing_authority) <> ''),
            text text NOT NULL CHECK (text <> ''),
            place_id text REFERENCES place,
            note text,
            known_from timestamptz NOT NULL DEFAULT now(),
            CHECK (place_id IS NOT NULL OR note IS NOT NULL)
        );
        CREATE INDEX name_announcement_day ON name_announcement (announced_on, filing_id);

        -- None of it is ever changed: what was said, done and announced stays as it was.
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '% keeps what was written: it is never changed', TG_TABLE_NAME
                    USING ERRCODE = 'integrity_constraint_violation';
            END
        $$;
        CREATE TRIGGER name_filing_revision_stays BEFORE UPDATE OR DELETE ON name_filing_revision
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER name_filing_step_stays BEFORE UPDATE OR DELETE ON name_filing_step
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER name_announcement_stays BEFORE UPDATE OR DELETE ON name_announcement
            FOR EACH ROW EXECUTE FUNCTION refuse_change();
        """
    )
