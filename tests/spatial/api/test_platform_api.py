"""What the platform says of itself, empty and loaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from division_rows import store_divisions
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api import platform
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.temporal import today_in_china


def store_area(engine: Engine, level: str, code: str, box: tuple[float, ...]) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division_area (level, code, name, valid, grade, geom, label_point)"
                " SELECT :level, :code, :code, daterange('2010-12-31', NULL), 'held',"
                " ST_Multi(area), ST_PointOnSurface(area)"
                " FROM ST_MakeEnvelope(:w, :s, :e, :n, 4490) AS area"
            ),
            {"level": level, "code": code} | dict(zip("wsen", box, strict=True)),
        )


def test_an_empty_platform_says_that_it_holds_nothing(
    engine: Engine, client_of: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SHIKONG_MAP_REVIEW_NUMBER", raising=False)
    monkeypatch.delenv("SHIKONG_MAP_ATTRIBUTION", raising=False)
    answer = client_of(engine, platform.router).get("/v1/platform")
    assert answer.status_code == 200
    got = answer.json()
    days = {today_in_china(datetime.now(UTC)).isoformat(), got.pop("today")}
    assert len(days) == 1
    assert got == {
        "content": None,
        "title": None,
        "fictional": False,
        "record": None,
        "bounds": None,
        "levels": [],
        "review_number": "",
        "attribution": "",
    }


def test_a_loaded_platform_names_record_bounds_and_levels(engine: Engine) -> None:
    store_divisions(engine, lists=[date(2010, 12, 31), date(2015, 12, 31), date(2020, 12, 31)])
    # Inserted from below: the levels are told from the highest.
    store_area(engine, "county", "990101", (110, 30, 110.5, 31))
    store_area(engine, "province", "990000", (110, 30, 111, 31))
    store_area(engine, "province", "980000", (112.25, 29.50004, 113.00003, 30))
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO platform (content, title) VALUES ('fictional', 'T')"))
    app = create_app(
        engine,
        [platform.router],
        write_token="t",
        map_settings=MapSettings(review_number="GS(2026)0001", attribution="虚构"),
    )
    got = TestClient(app).get("/v1/platform").json()
    assert (got["content"], got["title"], got["fictional"]) == ("fictional", "T", True)
    assert got["record"] == {"first": "2010-12-31", "until": "2020-12-31"}
    assert got["bounds"] == [110, 29.5, 113.0001, 31]
    assert got["levels"] == ["province", "county"]
    assert (got["review_number"], got["attribution"]) == ("GS(2026)0001", "虚构")
