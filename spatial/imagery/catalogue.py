"""Writing to the image catalogue. Reading is in `queries`; the transaction is the caller's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, text

from spatial.db import read_sql
from spatial.imagery.scene import Scene
from spatial.imagery.stac_item import item_of

# pgstac's functions name their own search path; only its triggers on the staging table and our
# call need none. They write partition, item and statistics in the transaction of the caller.
_UPSERT = text("SELECT pgstac.upsert_items(CAST(:items AS jsonb))")


def store_scenes(connection: Connection, scenes: Iterable[Scene]) -> None:
    """Puts the scenes into the catalogue; one that is there under the same id is replaced."""
    scenes = list(scenes)
    if not scenes:
        return
    items = [item_of(scene) for scene in scenes]
    connection.execute(_UPSERT, {"items": json.dumps(items, allow_nan=False)})
    files = [
        _file(scene, asset.key, asset.path, asset.source_sha256)
        for scene in scenes
        for asset in scene.assets
    ] + [
        _file(scene, document.key, document.path, document.sha256)
        for scene in scenes
        for document in scene.documents
    ]
    connection.execute(
        text("DELETE FROM image_file WHERE scene_id = ANY(:scenes)"),
        {"scenes": [scene.id for scene in scenes]},
    )
    connection.execute(
        text(read_sql("spatial.imagery", "store_files")), {"files": json.dumps(files)}
    )


def _file(scene: Scene, key: str, path: Path, source_sha256: str) -> dict[str, str]:
    return {"scene": scene.id, "key": key, "path": str(path), "source_sha256": source_sha256}
