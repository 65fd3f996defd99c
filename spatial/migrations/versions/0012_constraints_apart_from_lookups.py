"""The constraints of versions no longer offer themselves to look-ups by day.

The planner took the GiST index of a constraint for `valid @> day`, though the index begins with a
hash that no look-up binds: it read the whole of it, 7 to 16 ms for the list of a province that the
index by level and code gives in a fifth of a millisecond. Over an expression that is the range
itself the constraints hold as before, and no look-up matches them.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_CODE = "hashtextextended(scheme || ' ' || code, 0)"
_IDENTITY = "hashtextextended(identity_id, 0)"


def upgrade() -> None:
    for name, hashed in (("code", _CODE), ("identity", _IDENTITY)):
        for suffix, valid in (
            ("", "valid"),
            ("_announced", "valid_announced"),
            ("_approved", "valid_approved"),
        ):
            constraint = f"division_{name}_once{suffix}"
            op.execute(
                f"""
                ALTER TABLE division
                    DROP CONSTRAINT {constraint},
                    ADD CONSTRAINT {constraint} EXCLUDE USING gist (
                        {hashed} WITH =,
                        ({valid} * '(,)'::daterange) WITH &&,
                        (known * '(,)'::tstzrange) WITH &&)
                        {f"WHERE ({valid} IS NOT NULL)" if suffix else ""};
                """
            )
