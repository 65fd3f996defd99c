"""The tiles of a map to be checked, in whatever they come: a file, or a service with a TileJSON."""

from __future__ import annotations

import gzip
import json
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin

from pmtiles.reader import Reader

from spatial.errors import MapUnreadable
from spatial.tile_grids import WEB_MERCATOR, TileGrid, grid_named
from tileserver.vector_tiles import Bounds

_WAIT_S = 30
_GZIP = b"\x1f\x8b"
_EARTH = Bounds(-180.0, -85.0, 180.0, 85.0)


@dataclass(frozen=True, slots=True)
class About:
    """What a map says of itself. zooms: of the grid. day: None where it does not say."""

    name: str
    grid: TileGrid
    zooms: range
    bounds: Bounds
    day: date | None
    fictional: bool


class MapTiles(Protocol):
    """Tiles by address."""

    @property
    def about(self) -> About:
        """What the map says of itself."""

    def tile(self, z: int, x: int, y: int) -> bytes:
        """An unpacked tile (x to the east, y to the south), b"" where there is none."""


class PmtilesMap:
    """A PMTiles file, read with the `pmtiles` package: on disk or over HTTP."""

    def __init__(self, name: str, get_bytes: Callable[[int, int], bytes]) -> None:
        try:
            self._reader = Reader(get_bytes)  # type: ignore[no-untyped-call]
            header = self._reader.header()  # type: ignore[no-untyped-call]
            metadata = self._reader.metadata()  # type: ignore[no-untyped-call]
        except (MapUnreadable, OSError):
            raise
        except Exception as error:
            raise MapUnreadable(f"{name} is no PMTiles file of version 3: {error}") from error
        edges = (header[f"{side}_e7"] / 1e7 for side in _SIDES)
        self.about, self._offset = _about(
            name, metadata, header["min_zoom"], header["max_zoom"], Bounds(*edges)
        )

    def tile(self, z: int, x: int, y: int) -> bytes:
        """See MapTiles."""
        body = self._reader.get(z + self._offset, x, y)  # type: ignore[no-untyped-call]
        return _plain(body, f"{self.about.name} {z}/{x}/{y}")


_SIDES = ("min_lon", "min_lat", "max_lon", "max_lat")


class MbtilesMap:
    """An MBTiles file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            rows = dict(self._rows("SELECT name, value FROM metadata"))
            lower, upper = self._rows("SELECT min(zoom_level), max(zoom_level) FROM tiles")[0]
        except sqlite3.DatabaseError as error:
            raise MapUnreadable(f"{path} is no MBTiles file: {error}") from error
        if lower is None:
            raise MapUnreadable(f"{path} holds no tile")
        try:
            bounds = Bounds(*(float(edge) for edge in rows["bounds"].split(",")))
        except (KeyError, ValueError, TypeError):
            bounds = _EARTH
        self.about, self._offset = _about(str(path), rows, lower, upper, bounds)

    def _rows(self, statement: str, values: tuple[int, ...] = ()) -> list[Any]:
        uri = f"{self._path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            return connection.execute(statement, values).fetchall()

    def tile(self, z: int, x: int, y: int) -> bytes:
        """See MapTiles."""
        z += self._offset
        rows = self._rows(
            "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            (z, x, (1 << z) - 1 - y),
        )
        return _plain(rows[0][0] if rows else None, f"{self.about.name} {z}/{x}/{y}")


class ServedMap:
    """A tile service, told by a TileJSON."""

    def __init__(self, address: str, document: Mapping[str, Any]) -> None:
        templates = document.get("tiles")
        if not isinstance(templates, list) or not templates:
            raise MapUnreadable(f"the TileJSON {address} names no tiles")
        self._template = urljoin(address, templates[0])
        self._rows_from_south = document.get("scheme") == "tms"
        try:
            bounds = Bounds(*document["bounds"])
        except (KeyError, TypeError):
            bounds = _EARTH
        self.about, _ = _about(
            address, document, document.get("minzoom", 0), document.get("maxzoom", 14), bounds
        )

    def tile(self, z: int, x: int, y: int) -> bytes:
        """See MapTiles."""
        row = self.about.grid.rows(z) - 1 - y if self._rows_from_south else y
        address = self._template
        for name, value in (("{z}", z), ("{x}", x), ("{y}", row)):
            address = address.replace(name, str(value))
        return _plain(read_address(address), address)


def _about(
    name: str, said: Mapping[str, Any], min_zoom: int, max_zoom: int, bounds: Bounds
) -> tuple[About, int]:
    """What a map says of itself, and what its zooms are counted up by."""
    grid = grid_named(str(said.get("tile_matrix_set") or WEB_MERCATOR.id))
    offset = int(said.get("zoom_offset") or 0)
    try:
        day = date.fromisoformat(str(said.get("date")))
    except ValueError:
        day = None
    fictional = str(said.get("fictional")).lower() == "true"
    zooms = range(min_zoom - offset, max_zoom - offset + 1)
    return About(name, grid, zooms, bounds, day, fictional), offset


def _plain(body: bytes | None, said: str) -> bytes:
    if not body:
        return b""
    if not body.startswith(_GZIP):
        return body
    try:
        return gzip.decompress(body)
    except (OSError, EOFError) as error:
        raise MapUnreadable(f"{said} is a broken tile: {error}") from error


def read_address(address: str, part: tuple[int, int] | None = None) -> bytes:
    """What an http address answers, b"" for 204 and 404. part: offset and length of bytes.

    Raises MapUnreadable where nothing answers.
    """
    if not address.startswith(("http://", "https://")):
        raise MapUnreadable(f"{address} is no http address")
    request = urllib.request.Request(address)  # noqa: S310 - the scheme was looked at
    if part is not None:
        request.add_header("Range", f"bytes={part[0]}-{part[0] + part[1] - 1}")
    try:
        with urllib.request.urlopen(request, timeout=_WAIT_S) as answer:  # noqa: S310
            body: bytes = answer.read()
            return body if part is None or answer.status == 206 else body[part[0] : sum(part)]
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return b""
        raise MapUnreadable(f"{address} answers {error.code}") from error
    except (OSError, ValueError) as error:
        raise MapUnreadable(f"{address} does not answer: {error}") from error


def open_pmtiles(path: Path) -> PmtilesMap:
    """The map in a file. Raises MapUnreadable."""

    def get_bytes(offset: int, length: int) -> bytes:
        with path.open("rb") as file:
            file.seek(offset)
            return file.read(length)

    return PmtilesMap(str(path), get_bytes)


def read_document(name: str, body: bytes) -> dict[str, Any]:
    """A JSON object. Raises MapUnreadable."""
    try:
        document = json.loads(body)
    except ValueError as error:
        raise MapUnreadable(f"{name} is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise MapUnreadable(f"{name} holds no JSON object")
    return document
