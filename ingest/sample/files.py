"""Files that are the same byte for byte whenever the same content is written."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A CSV file in UTF-8 with a header row; compressed when the name ends in .gz."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    _write(path, text.getvalue().encode())


def write_geojson(path: Path, features: Iterable[tuple[Mapping[str, Any], BaseGeometry]]) -> None:
    """A FeatureCollection in degrees lon, lat (RFC 7946); compressed when the name ends in .gz."""
    collection = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": dict(properties),
                "geometry": json.loads(shapely.to_geojson(geometry)),
            }
            for properties, geometry in features
        ],
    }
    _write(path, json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode())


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # mtime 0: a gzip header with a clock in it would make every file another source.
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
