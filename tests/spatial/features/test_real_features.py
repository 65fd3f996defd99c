"""The published data as features: what the law wants to be there is there."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import Connection, Engine

from spatial.features.catalogue import collection_named
from spatial.features.extents import extent_of
from spatial.features.reading import page
from spatial.features.selection import Box, Selection

pytestmark = pytest.mark.real_data

DAY = date(2024, 1, 1)


def found(connection: Connection, id: str, *boxes: Box) -> dict[str, str]:
    """The names of features on the day by code, or by name where there is no code."""
    told = page(
        connection,
        collection_named(connection, id),
        Selection(boxes=boxes, day=DAY),
        limit=10_000,
        with_geometry=False,
    )
    properties = [json.loads(one)["properties"] for one in told.features]
    return {one.get("code", one["name"]): one["name"] for one in properties}


def around(lon: float, lat: float, reach: float) -> Box:
    """A box around a place."""
    return Box(lon - reach, lat - reach, lon + reach, lat + reach)


ISLANDS = {
    "钓鱼岛": (around(123.50, 25.745, 0.1), {"710000"}),
    "赤尾屿": (around(124.56, 25.925, 0.1), {"710000"}),
    "西沙群岛": (around(112.335, 16.834, 0.5), {"460000"}),
    "黄岩岛": (around(117.76, 15.16, 0.3), {"460000"}),
    "太平岛": (around(114.365, 10.38, 0.5), {"460000"}),
    "曾母暗沙": (around(112.26, 3.90, 0.3), {"460000"}),
}
"""Where they are, and the province as whose part they have to be there."""


def test_taiwan_hong_kong_macao_and_the_islands_are_features(real_divisions: Engine) -> None:
    with real_divisions.connect() as connection:
        provinces = found(connection, "province")
        assert provinces["710000"] == "台湾省"
        assert {"810000", "820000"} <= set(provinces)
        assert len([code for code in provinces if code.endswith("0000")]) >= 34
        for name, (box, codes) in ISLANDS.items():
            assert codes <= set(found(connection, "province", box)), name
        lines = collection_named(connection, "boundary_line")
        told = page(connection, lines, Selection(day=DAY), limit=10_000).features
        drawn = [json.loads(one) for one in told]
        strokes = [one for one in drawn if one["properties"]["kind"] == "dashed_line"]
        assert sum(len(one["geometry"]["coordinates"]) for one in strokes) >= 9
        extent = extent_of(connection, collection_named(connection, "province"))
        assert extent.bbox is not None
        west, south, east, north = extent.bbox
        assert (west < 74, south < 5, east > 134.5, north > 53) == (True,) * 4
