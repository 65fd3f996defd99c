"""Whether the decoder that our tests trust is sound: against the published fixtures of MVT 2.1."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tile_builders import decode

pytestmark = pytest.mark.real_data


def valid_fixtures(folder: Path) -> list[Path]:
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as index:
        return [folder / row["file"] for row in csv.DictReader(index) if row["valid_v2"] == "True"]


def points(commands: list[int]) -> Iterator[tuple[int, int]]:
    """The points of a command list (MVT 2.1, 4.3), in tile units, y downwards."""
    x = y = place = 0
    while place < len(commands):
        command, count = commands[place] & 7, commands[place] >> 3
        place += 1
        if command in (1, 2):
            for _ in range(count):
                x += zigzag(commands[place])
                y += zigzag(commands[place + 1])
                place += 2
                yield x, y


def zigzag(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def flat(coordinates: Any) -> Iterator[tuple[int, int]]:
    if coordinates and isinstance(coordinates[0], int):
        yield coordinates[0], coordinates[1]
    else:
        for inner in coordinates:
            yield from flat(inner)


def properties(layer: dict[str, Any], tags: list[int]) -> dict[str, Any]:
    pairs = zip(tags[::2], tags[1::2], strict=True)
    return {layer["keys"][key]: next(iter(layer["values"][value].values())) for key, value in pairs}


def test_valid_fixtures_decode_to_what_their_description_says(real_data: Path) -> None:
    fixtures = valid_fixtures(real_data / "mvt")
    assert len(fixtures) == 23
    for fixture in fixtures:
        described = json.loads(fixture.with_suffix(".json").read_text(encoding="utf-8"))
        decoded = decode(fixture.read_bytes())
        layers = described.get("layers", [])
        assert list(decoded) == [layer["name"] for layer in layers], fixture.name
        for layer in layers:
            ours = decoded[layer["name"]]
            assert ours["extent"] == layer.get("extent", 4096)
            for feature, theirs in zip(ours["features"], layer["features"], strict=True):
                assert feature.get("id", 0) == theirs.get("id", 0)
                assert feature["properties"].keys() == properties(layer, theirs["tags"]).keys()
                got = set(flat(feature["geometry"]["coordinates"]))
                assert got == set(points(theirs["geometry"])), fixture.name
