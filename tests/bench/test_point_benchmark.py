"""The benchmark of points: a request over HTTP, the plain way and single points, in one run."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine

from bench import division_points
from spatial.errors import BadParameter
from tests.spatial.divisions.point_worlds import store_point_world


def test_points_are_drawn_on_land_and_every_way_is_measured(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store_point_world(engine)
    for name, value in (
        ("POINTS", 500), ("PLAIN_POINTS", 20), ("SINGLE_POINTS", 5),
        ("WEST", 112.0), ("EAST", 124.0), ("SOUTH", 29.0), ("NORTH", 32.0),
    ):  # fmt: skip
        monkeypatch.setattr(division_points, name, value)
    division_points.run(engine)
    said = capsys.readouterr()
    printed = said.out + said.err
    assert re.search(r"\| ours, one request over HTTP \| 500 \| \d+ \| \d+ \|", printed)
    assert re.search(r"\| plain, one ST_Covers join a point \| 20 \| \d+ \| 1 \|", printed)
    assert re.search(r"single point: median \d+\.\d\d ms", printed)


def test_a_database_without_areas_is_refused_with_a_sentence(engine: Engine) -> None:
    with pytest.raises(BadParameter, match="no areas of counties"):
        division_points.run(engine)
