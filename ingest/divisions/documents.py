"""Reading whole text sources: plain or gzip, UTF-8 with or without a byte-order mark."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ingest.divisions.polygons.geojson_structure import features_of
from spatial.errors import SourceRefused

_GZIP_MAGIC = b"\x1f\x8b"


def read_text(path: Path) -> str:
    """The text of a file; gzip is told by its first bytes, not by the name.

    Raises SourceRefused for a file that is not there, a gzip that ends early or is damaged, and
    bytes that are no UTF-8.
    """
    try:
        content = path.read_bytes()
        if content.startswith(_GZIP_MAGIC):
            content = gzip.decompress(content)
    except EOFError as error:
        raise SourceRefused(f"{path.name} is half written: its gzip stream ends early") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceRefused(f"{path.name} is damaged: {error}") from error
    except OSError as error:
        raise SourceRefused(f"{path.name} cannot be read: {error.strerror}") from error
    try:
        document = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceRefused(
            f"{path.name} is no UTF-8 text (byte {error.start}); convert it first"
        ) from error
    if "\0" in document:
        # The database stores no such character, and no text holds one.
        raise SourceRefused(f"{path.name} is no text: it holds a NUL character")
    return document


def read_table(path: Path, columns: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a CSV with their line numbers; values stripped, a missing one is "".

    Raises SourceRefused when one of the columns is missing, besides what `read_text` raises.
    """
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        present = reader.fieldnames or []
        missing = [column for column in columns if column not in present]
        if missing:
            raise SourceRefused(
                f"{path.name} lacks the columns {', '.join(missing)}; it has "
                f"{', '.join(present) or 'no header row'}"
            )
        for row in reader:
            yield (
                reader.line_num,
                {name: (value or "").strip() for name, value in row.items() if name is not None},
            )
    except csv.Error as error:
        raise SourceRefused(f"{path.name} line {reader.line_num} is no CSV: {error}") from error


def read_features(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON file (RFC 7946); `properties` is always an object.

    Raises SourceRefused for what is no JSON or no GeoJSON, besides `read_text`'s.
    """
    return features_of(path.name, read_document(path))


def read_document(path: Path) -> Any:
    """What a JSON file holds. Raises SourceRefused for what is no JSON, besides `read_text`'s."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise SourceRefused(f"{path.name} is no JSON: {error}") from error
    except RecursionError as error:
        raise SourceRefused(f"{path.name} is no GeoJSON: it is nested too deep") from error
