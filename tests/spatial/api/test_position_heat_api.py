"""Heat: fixes, devices and seconds by cell and hour."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from fix_rows import Row, store_track
from sqlalchemy import Engine

from spatial.api.positions import router
from spatial.locations import heat

START = datetime(2024, 5, 1, tzinfo=UTC)
SQUARE = {
    "type": "Polygon",
    "coordinates": [[[116, 39], [117, 39], [117, 40], [116, 40], [116, 39]]],
}
DAY = {"from": "2024-05-01", "to": "2024-05-02", "polygon": SQUARE}


@pytest.fixture
def client(engine: Engine, client_of: Any) -> TestClient:
    made: TestClient = client_of(engine, router)
    return made


def at(minutes: float, lon: float, lat: float = 39.505, base: datetime = START) -> Row:
    return ((base + timedelta(minutes=minutes)).isoformat(), lon, lat)


def ask(client: TestClient, **question: Any) -> dict[str, Any]:
    answer = client.post("/v1/positions/heat", json=DAY | question)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def rows_of(client: TestClient, **question: Any) -> list[list[Any]]:
    rows: list[list[Any]] = ask(client, f="json", **question)["rows"]
    return rows


def test_cells_are_squares_that_stand_on_multiples_of_their_size(
    client: TestClient, engine: Engine
) -> None:
    store_track(engine, "car", [at(58, 116.505), at(62, 116.505), at(64, 116.515)])
    found = ask(client)
    assert (found["cell"], found["per"], found["devices"], found["withheld"]) == (
        0.01, "hour", 1, 0,
    )  # fmt: skip
    assert found["known"]["seconds"] == 360
    first = found["features"][0]
    assert first["geometry"]["coordinates"] == [
        [[116.5, 39.5], [116.51, 39.5], [116.51, 39.51], [116.5, 39.51], [116.5, 39.5]]
    ]
    assert first["properties"] == {
        "span": "2024-05-01T00:00:00Z",
        "column": 11650,
        "row": 3950,
        "fixes": 1,
        "devices": 1,
        "seconds": 120.0,
    }
    # Half of four minutes, and half of two, to each.
    assert [row[5] for row in rows_of(client)] == [120, 180, 60]
    assert rows_of(client, per="window") == [
        [None, 11650, 3950, 2, 1, 300], [None, 11651, 3950, 1, 1, 60],
    ]  # fmt: skip
    assert [row[0] for row in rows_of(client, per="hour_of_day")] == [8, 9, 9]


def test_neither_a_gap_nor_the_way_out_is_time_in_a_cell(
    client: TestClient, engine: Engine
) -> None:
    store_track(engine, "car", [at(0, 116.5), at(11, 116.5), at(12, 117.5), at(13, 116.5)])
    assert [row[3:] for row in rows_of(client, per="window")] == [[3, 1, 0]]


def test_r4_9_of_fewer_than_three_persons_nothing_is_told(
    client: TestClient, engine: Engine
) -> None:
    for number in range(3):
        rows = [at(0, 116.505), at(5, 116.505)] + ([at(70, 116.505)] if number < 2 else [])
        store_track(engine, f"person-{number}", rows, device_class="personal")
    store_track(engine, "car", [at(70, 116.505)])
    found = ask(client, f="json")
    assert [row[3:5] for row in found["rows"]] == [[6, 3], [1, 1]]
    assert (found["withheld"], found["devices"]) == (1, 4)
    assert ask(client, **{"class": ["personal"]}, f="json")["rows"] == found["rows"][:1]
    assert [row[3:] for row in rows_of(client, **{"class": ["vehicle", "patrol"]})] == [[1, 1, 0]]


def test_the_edges_of_the_earth_have_their_cells(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", [at(0, 180, 0), at(1, -180, 0), at(2, 0, 90), at(3, 0, -90)])
    world = [[-180, -90], [0, -90], [180, -90], [180, 90], [0, 90], [-180, 90], [-180, -90]]
    polygon = {"type": "Polygon", "coordinates": [world]}
    for cell in (10, 7):
        found = ask(client, polygon=polygon, cell=cell, per="window")
        assert sum(one["properties"]["fixes"] for one in found["features"]) == 4
        for one in found["features"]:
            for lon, lat in one["geometry"]["coordinates"][0]:
                assert abs(lon) <= 180
                assert abs(lat) <= 90
        counts = sorted(one["properties"]["fixes"] for one in found["features"])
        # 180° east and west are one meridian.
        assert counts == [1, 1, 2]


@pytest.mark.parametrize("hot", [False, True], ids=["sealed", "hot"])
def test_heat_adds_up_to_who_was_within_and_to_counting_each_fix(
    client: TestClient, engine: Engine, hot: bool
) -> None:
    dice = np.random.default_rng(5)
    base = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1) if hot else START
    window = {"from": base.isoformat(), "to": (base + timedelta(hours=3)).isoformat()}
    counted: dict[tuple[int, int], int] = defaultdict(int)
    for number in range(6):
        minutes = np.cumsum(dice.uniform(0.2, 12, 30)) / 4
        lon = np.round(116 + np.cumsum(dice.normal(0, 0.05, 30)), 7)
        lat = np.round(39.5 + np.cumsum(dice.normal(0, 0.05, 30)), 7)
        rows = [at(m, float(x), float(y), base) for m, x, y in zip(minutes, lon, lat, strict=True)]
        store_track(engine, f"d{number}", rows, device_class="vehicle")
        for x, y in zip(lon, lat, strict=True):
            if 116 <= x <= 117 and 39 <= y <= 40:
                counted[int(np.floor(x / 0.02 + 1e-9)), int(np.floor(y / 0.02 + 1e-9))] += 1
    found = rows_of(client, **window, cell=0.02, per="window")
    assert {(row[1], row[2]): row[3] for row in found} == counted
    question = DAY | window
    within = client.post("/v1/positions/within", json=question).json()["devices"]
    assert sum(row[5] for row in found) == pytest.approx(sum(one["seconds"] for one in within))
    hours = rows_of(client, **window, cell=0.02)
    assert sum(row[3] for row in hours) == sum(one["count"] for one in within)
    assert sum(row[5] for row in hours) == pytest.approx(sum(one["seconds"] for one in within))


def test_an_empty_area_is_no_heat(client: TestClient, engine: Engine) -> None:
    found = ask(client)
    assert (found["features"], found["devices"], found["known"]["share"]) == ([], 0, 0)
    assert "known" not in ask(client, known=False)


@pytest.mark.parametrize(
    "question",
    [
        {"cell": 0},
        {"cell": 11},
        {"per": "week"},
        {"class": ["plane"]},
        {"to": "2024-06-30"},
        {"to": "2024-05-01"},
        {"polygon": {"type": "Point", "coordinates": [116, 39]}},
        {"colour": "red"},
    ],
)
def test_a_bad_question_about_heat_is_a_problem(
    client: TestClient, question: dict[str, Any]
) -> None:
    answer = client.post("/v1/positions/heat", json=DAY | question)
    assert answer.status_code == 400, answer.text


def test_too_many_cells_are_refused(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heat, "MOST_CELLS", 1)
    store_track(engine, "car", [at(0, 116.1), at(1, 116.2)])
    answer = client.post("/v1/positions/heat", json=DAY)
    assert answer.status_code == 400
    assert "larger cells" in answer.json()["detail"]


@pytest.mark.parametrize("hot", [False, True], ids=["sealed", "hot"])
def test_more_fixes_than_fit_into_memory_are_refused_unread(
    client: TestClient, engine: Engine, monkeypatch: pytest.MonkeyPatch, hot: bool
) -> None:
    monkeypatch.setattr(heat, "MOST_FIXES", 1)
    base = datetime.now(UTC).replace(microsecond=0) if hot else START
    store_track(engine, "car", [at(0, 116.1, base=base), at(1 / 60, 116.2, base=base)])
    window = {"from": base.isoformat(), "to": (base + timedelta(hours=1)).isoformat()}
    answer = client.post("/v1/positions/heat", json=DAY | window)
    assert answer.status_code == 400
    assert "shorter window" in answer.json()["detail"]
    others = DAY | window | {"class": ["marker"]}
    assert client.post("/v1/positions/heat", json=others).status_code == 200
