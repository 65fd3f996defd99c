"""The image catalogue: pgstac 0.10.0 as it is published, and our one collection in it.

pgstac brings three roles (`pgstac_admin`, `pgstac_read`, `pgstac_ingest`), which exist once for
all databases of a cluster. A second database that is migrated at the same time meets rows of the
shared catalogues that the first has not committed yet; PostgreSQL lets it wait and then reports a
conflict, so the step is done again from its savepoint: by then the roles are there.
"""

import json

from alembic import op
from psycopg import Connection, errors
from pypgstac.migrate import get_sql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

PGSTAC = "0.10.0"

# Beside this many others that are migrated at the same moment, one more gives up.
_ATTEMPTS = 20

SCENES = {
    "id": "scenes",
    "type": "Collection",
    "stac_version": "1.1.0",
    "title": "Remote-sensing images",
    "description": "Orthophotos and satellite scenes; the files stay where they are.",
    "license": "other",
    "extent": {
        "spatial": {"bbox": [[-180, -90, 180, 90]]},
        "temporal": {"interval": [["1972-01-01T00:00:00Z", None]]},
    },
    "links": [],
}


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    assert isinstance(connection, Connection)
    statements = get_sql(f"pgstac.{PGSTAC}.sql")
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            # Leaving the savepoint by an error also undoes its SET ROLE and SET search_path.
            with connection.transaction():
                connection.execute(statements)
                # The published file ends in the role pgstac_ingest and in its own search path.
                connection.execute("RESET ROLE; RESET search_path")
            break
        except (errors.UniqueViolation, errors.InternalError_, errors.DeadlockDetected):
            if attempt == _ATTEMPTS:
                raise
    connection.execute("SELECT pgstac.create_collection(%s::jsonb)", [json.dumps(SCENES)])
