"""Writes an MBTiles file, version 1.3: the same tiles give the same bytes.

Each body stands once in `images`, and `map` says which tiles show it; `tiles` is their view.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from pmtiles.tile import tileid_to_zxy

from tileserver.export.metadata import Label
from tileserver.export.stage import Stage

# The application id is MPBX, by which `file` tells an MBTiles file.
_TABLES = """
PRAGMA application_id = 0x4D504258;
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE images (tile_id INTEGER PRIMARY KEY, tile_data BLOB NOT NULL);
CREATE TABLE map (
    zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
    tile_id INTEGER NOT NULL REFERENCES images,
    PRIMARY KEY (zoom_level, tile_column, tile_row)
) WITHOUT ROWID;
CREATE VIEW tiles AS
    SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images USING (tile_id);
"""


def write_mbtiles(path: Path, stage: Stage, label: Label) -> None:
    """Writes the stage's tiles with the label to a new file."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(_TABLES)
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO metadata VALUES (?, ?)", _rows(label))
        ids: dict[int, int] = {}
        rows = []
        for number, body, _ in stage.entries():
            # Counted anew by first use: the stage counts as its workers came to an end.
            key = ids.setdefault(body, len(ids) + 1)
            z, x, y = tileid_to_zxy(number)
            # MBTiles counts rows from the south.
            rows.append((z, x, (1 << z) - 1 - y, key))
        connection.executemany(
            "INSERT INTO images VALUES (?, ?)", zip(ids.values(), stage.bodies(ids), strict=True)
        )
        connection.executemany("INSERT INTO map VALUES (?, ?, ?, ?)", sorted(rows))
        connection.execute("COMMIT")
    finally:
        connection.close()


def _rows(label: Label) -> Iterator[tuple[str, str]]:
    members = dict(label.members)
    layers = {"vector_layers": members.pop("vector_layers")}
    told = {name: _text(value) for name, value in members.items()}
    told |= {
        "format": "pbf",
        "minzoom": str(label.min_zoom),
        "maxzoom": str(label.max_zoom),
        "bounds": ",".join(f"{place:.6f}" for place in label.bounds),
        "center": "{:.6f},{:.6f},{}".format(*label.center),
        "json": json.dumps(layers, ensure_ascii=False, sort_keys=True),
    }
    yield from sorted(told.items())


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
