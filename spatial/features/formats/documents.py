"""Features in JSON, sent as they are read: a collection, or a line for each feature."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping

from sqlalchemy import Connection

from spatial.features.formats.copied import AS_LINES, copied, gathered
from spatial.features.formats.export import Export
from spatial.features.formats.feature_text import (
    FeatureText,
    geojson_text,
    jsonfg_members,
    jsonfg_text,
)

_LOT = 1 << 16

_RECORD_SEPARATOR = b"\x1e"


def geojson(
    connection: Connection, export: Export, members: Mapping[str, object] | None = None
) -> Generator[bytes]:
    """A GeoJSON collection. members: those that stand after the features, such as links."""
    head = {"type": "FeatureCollection"}
    yield from _collection(connection, export, geojson_text(export), head, members)


def jsonfg(
    connection: Connection,
    export: Export,
    members: Mapping[str, object] | None = None,
    *,
    fallback: bool = False,
) -> Generator[bytes]:
    """A JSON-FG collection. fallback: with shapes in CRS84 beside those of another system."""
    text = jsonfg_text(export, fallback=fallback)
    yield from _collection(connection, export, text, jsonfg_members(export), members)


def geojson_sequence(connection: Connection, export: Export) -> Generator[bytes]:
    """GeoJSON text sequences (RFC 8142): a feature in each line, after a record separator."""
    for lot in _lots(connection, export, geojson_text(export)):
        yield b"".join(_RECORD_SEPARATOR + row for row in lot)


def _collection(
    connection: Connection,
    export: Export,
    text: FeatureText,
    head: Mapping[str, object],
    members: Mapping[str, object] | None,
) -> Generator[bytes]:
    yield json.dumps(head, ensure_ascii=False)[:-1].encode() + b', "features": ['
    joint = b"\n"
    for lot in _lots(connection, export, text):
        yield joint + b",\n".join(row[:-1] for row in lot)
        joint = b",\n"
    after = json.dumps(members, ensure_ascii=False)[1:-1].encode() if members else b""
    yield b"\n]" + (b", " + after if after else b"") + b"}\n"


def _lots(connection: Connection, export: Export, text: FeatureText) -> Iterator[list[bytes]]:
    return gathered(copied(connection, *text.select(export), AS_LINES), _LOT)
