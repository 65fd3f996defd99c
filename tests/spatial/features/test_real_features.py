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


def at(lon: float, lat: float) -> Box:
    """A point as a box."""
    return Box(lon, lat, lon, lat)


def test_taiwan_hong_kong_macao_and_the_islands_are_features(real_divisions: Engine) -> None:
    with real_divisions.connect() as connection:
        provinces = found(connection, "province")
        assert len(provinces) == 34
        assert provinces["710000"] == "台湾省"
        assert {"810000", "820000"} <= set(provinces)
        # 钓鱼岛, 赤尾屿; 曾母暗沙, 太平岛.
        for place in (at(123.475, 25.745), at(124.558, 25.922)):
            assert set(found(connection, "province", place)) == {"710000"}
        assert set(found(connection, "province", at(112.28, 3.97))) == {"460000"}
        lines = collection_named(connection, "boundary_line")
        strokes = page(connection, lines, Selection(day=DAY), limit=1000).features
        dashed = [one for one in strokes if '"kind":"dashed_line"' in one]
        assert len(dashed) >= 9
        extent = extent_of(connection, collection_named(connection, "province"))
        assert extent.bbox is not None
        assert extent.bbox[1] < 4.1
        assert extent.bbox[0] < 73.6
        assert extent.bbox[2] > 135
        assert extent.bbox[3] > 53.5
