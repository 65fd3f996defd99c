"""Reads the files of the sample apart from our own loaders."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry


def table(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def features(path: Path) -> list[tuple[dict[str, Any], BaseGeometry]]:
    collection = json.loads(gzip.decompress(path.read_bytes()))
    return [(each["properties"], shape(each["geometry"])) for each in collection["features"]]


def standing(history: list[dict[str, str]], year: int) -> list[dict[str, str]]:
    """The rows of the list of a year: valid_from inclusive, valid_to exclusive."""
    return [
        row
        for row in history
        if int(row["valid_from"]) <= year and (not row["valid_to"] or year < int(row["valid_to"]))
    ]
