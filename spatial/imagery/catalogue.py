"""Writing to the image catalogue. Reading is in `queries`; the transaction is the caller's."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, text

from spatial.imagery.scene import Scene

# pgstac's functions name their own search path; only its triggers on the staging table and our
# call need none. They write partition, item and statistics in the transaction of the caller.
_UPSERT = text("SELECT pgstac.upsert_items(CAST(:items AS jsonb))")


def store_scenes(connection: Connection, scenes: Iterable[Scene]) -> None:
    """Puts the scenes into the catalogue; one that is there under the same id is replaced."""
    items = [scene.to_item() for scene in scenes]
    if items:
        connection.execute(_UPSERT, {"items": json.dumps(items, allow_nan=False)})
