"""Writes a PMTiles file, version 3: the same tiles give the same bytes.

Tiles stand in the order of their numbers, each body once, and runs of tiles with the same body are
one entry of the directory. The directory and header formats are those of the `pmtiles` package;
its own writer keeps its index by Python's hash of the bytes, which may confuse two of them.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

from pmtiles.tile import (
    Compression,
    Entry,
    HeaderDict,
    TileType,
    serialize_directory,
    serialize_header,
)

from tileserver.export.metadata import Label
from tileserver.export.stage import Stage

_HEADER_BYTES = 127
_ROOT_BYTES = 16_384 - _HEADER_BYTES
"""Header and root directory lie in the first 16 KiB, which readers fetch at once."""

_LEAF_ENTRIES = 4096


def write_pmtiles(path: Path, stage: Stage, label: Label) -> None:
    """Writes the stage's tiles with the label to a new file."""
    entries: list[Entry] = []
    offsets: dict[int, int] = {}
    tiles, end = 0, 0
    for number, body, length in stage.entries():
        tiles += 1
        if body not in offsets:
            offsets[body] = end
            end += length
        last = entries[-1] if entries else None
        if last and last.tile_id + last.run_length == number and last.offset == offsets[body]:
            last.run_length += 1
        else:
            entries.append(Entry(number, offsets[body], length, 1))
    root, leaves = _directories(entries)
    members = json.dumps(label.members, ensure_ascii=False, sort_keys=True).encode()
    metadata = gzip.compress(members, mtime=0)
    header = _header(label, len(root), len(metadata), len(leaves))
    header |= HeaderDict(  # type: ignore[typeddict-item]
        tile_data_length=end,
        addressed_tiles_count=tiles,
        tile_entries_count=len(entries),
        tile_contents_count=len(offsets),
    )
    with path.open("wb") as file:
        for piece in (serialize_header(header), root, metadata, leaves):
            file.write(piece)
        for data in stage.bodies(offsets):
            file.write(data)


def _directories(entries: Sequence[Entry]) -> tuple[bytes, bytes]:
    """The root directory, and the leaves that it points to where it would be too large."""
    root = serialize_directory(entries)
    leaves = b""
    size = _LEAF_ENTRIES
    while len(root) > _ROOT_BYTES:
        pieces = [
            (entries[at].tile_id, serialize_directory(entries[at : at + size]))
            for at in range(0, len(entries), size)
        ]
        pointers, place = [], 0
        for first, piece in pieces:
            pointers.append(Entry(first, place, len(piece), 0))
            place += len(piece)
        root, leaves = serialize_directory(pointers), b"".join(piece for _, piece in pieces)
        size *= 2
    return root, leaves


def _header(label: Label, root: int, metadata: int, leaves: int) -> HeaderDict:
    west, south, east, north = (round(place * 1e7) for place in label.bounds)
    lon, lat, zoom = label.center
    return {
        "version": 3,
        "root_offset": _HEADER_BYTES,
        "root_length": root,
        "metadata_offset": _HEADER_BYTES + root,
        "metadata_length": metadata,
        "leaf_directory_offset": _HEADER_BYTES + root + metadata,
        "leaf_directory_length": leaves,
        "tile_data_offset": _HEADER_BYTES + root + metadata + leaves,
        "tile_data_length": 0,
        "addressed_tiles_count": 0,
        "tile_entries_count": 0,
        "tile_contents_count": 0,
        "clustered": True,
        "internal_compression": Compression.GZIP,
        "tile_compression": Compression.GZIP,
        "tile_type": TileType.MVT,
        "min_zoom": label.min_zoom,
        "max_zoom": label.max_zoom,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": zoom,
        "center_lon_e7": round(lon * 1e7),
        "center_lat_e7": round(lat * 1e7),
    }
