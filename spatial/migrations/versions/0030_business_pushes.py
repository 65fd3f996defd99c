"""Pushes of business data: what each brought, and by which key it is told when sent again."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        -- A push of records or figures that was taken. idempotency_key: as the client told it;
        -- where it told none, `sha256:` and the digest. digest: of body and parameters, SHA-256 in
        -- hex. answer: what was answered. A push that was refused leaves nothing.
        CREATE TABLE business_push (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            dataset_id text NOT NULL REFERENCES dataset,
            kind text NOT NULL CHECK (kind IN ('records', 'figures')),
            idempotency_key text NOT NULL CHECK (idempotency_key <> ''),
            digest text NOT NULL CHECK (digest ~ '^[0-9a-f]{64}$'),
            received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            answer json NOT NULL DEFAULT '{}',
            UNIQUE (dataset_id, idempotency_key)
        );
        """
    )
