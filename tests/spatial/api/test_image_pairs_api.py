"""What shows a place on two days."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from image_scenes import plain, store_country, store_image
from sqlalchemy import Engine

from spatial.api.images.pairs import router
from tileserver.images.pictures import router as pictures_router
from tileserver.images.routes import router as tiles_router

POINT = {"lon": 114.5, "lat": 37.5}
DAYS = {"before": "2019-06-01", "after": "2021-06-01"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(engine, router, tiles_router, pictures_router, raise_server_exceptions=False)


@pytest.fixture
def stored(engine: Engine, tmp_path: Path) -> Engine:
    store_country(engine)
    store_image(engine, tmp_path, "2019-03-01", plain(10), cloud_share=0.25)
    store_image(engine, tmp_path, "2021-03-01", plain(20), corner=(114.5, 38.0))
    return engine


def pair(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get("/v1/images/pair", params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_point_on_two_days_r6_4(stored: Engine, client: TestClient) -> None:
    told = pair(client, lon=114.7, lat=37.5, **DAYS)
    assert told["before"] == {
        "date": "2019-06-01",
        "edition": "2019-03-01",
        "covered": 1.0,
        "images": [
            {
                "id": "s_20190301",
                "title": "s_20190301",
                "datetime": "2019-03-01T00:00:00Z",
                "resolution_m": told["before"]["images"][0]["resolution_m"],
                "cloud_share": 0.25,
            }
        ],
        "lacking": {},
        "tilejson": "http://testserver/tiles/image/tilejson.json?date=2019-06-01",
    }
    assert [image["id"] for image in told["after"]["images"]] == ["s_20210301"]
    assert told["same"] is False
    assert (told["division"], told["picture"]) == (None, None)


def test_days_of_the_same_images_are_the_same(stored: Engine, client: TestClient) -> None:
    # The newer image does not reach so far west.
    west = pair(client, lon=114.2, lat=37.5, **DAYS)
    assert west["same"] is True
    assert [image["id"] for image in west["after"]["images"]] == ["s_20190301"]
    assert pair(client, **POINT, before="2019-06-01", after="2019-07-01")["same"] is True
    before_all = pair(client, **POINT, before="2018-01-01", after="2018-01-01")
    assert before_all["same"] is True
    assert before_all["before"]["images"] == []
    assert before_all["before"]["edition"] is None
    assert before_all["before"]["covered"] == 0


def test_a_division_on_two_days_is_of_one_area(stored: Engine, client: TestClient) -> None:
    told = pair(client, division="130502", **DAYS)
    assert (told["division"], told["division_name"]) == ("130502", "襄都区")
    assert told["division_date"] == "2021-06-01"
    # Of two squares one above the other the northern one is covered.
    assert told["before"]["covered"] == pytest.approx(0.497, abs=0.005)
    assert [image["id"] for image in told["after"]["images"]] == ["s_20210301", "s_20190301"]
    earlier = pair(client, division="130502", date="2019-06-01", **DAYS)
    assert (earlier["division_name"], earlier["before"]["covered"]) == ("桥东区", 1.0)


def test_both_maps_and_the_picture_of_a_pair_are_there(stored: Engine, client: TestClient) -> None:
    told = pair(client, division="130502", index="ndvi", **DAYS)
    for day in ("before", "after"):
        assert "index=ndvi" in told[day]["tilejson"]
        assert "division_date=2021-06-01" in told[day]["tilejson"]
        assert client.get(told[day]["tilejson"]).status_code == 200
    # The images have no band that is known as near infrared.
    assert set(told["after"]["lacking"]) == {"s_20190301", "s_20210301"}
    assert "none is known as nir" in told["after"]["lacking"]["s_20190301"]
    assert client.get(told["picture"]).status_code == 400
    plain_pair = pair(client, division="130502", **DAYS)
    assert client.get(plain_pair["picture"] + "&width=64").status_code == 200


def test_a_scene_wholly_under_newer_ones_is_not_among_them(
    engine: Engine, client: TestClient, tmp_path: Path
) -> None:
    for day, value in (("2019-01-01", 10), ("2019-02-01", 20), ("2019-03-01", 30)):
        store_image(engine, tmp_path, day, plain(value))
    told = pair(client, **POINT, **DAYS)
    assert [image["id"] for image in told["before"]["images"]] == ["s_20190301"]


def test_no_answer_holds_a_path(stored: Engine, client: TestClient, tmp_path: Path) -> None:
    answer = client.get("/v1/images/pair", params=POINT | DAYS)
    assert str(tmp_path) not in answer.text
    assert np.isfinite(answer.json()["before"]["images"][0]["resolution_m"])


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        (DAYS, 400, "name a place"),
        (DAYS | {"lon": 114}, 400, "name a place"),
        (DAYS | POINT | {"division": "130502"}, 400, "not both"),
        (DAYS | {"lon": 37, "lat": 114}, 400, "swapped"),
        (POINT | {"before": "2019-06-01"}, 400, "after"),
        (POINT | {"before": "2019-06-02", "after": "2019-06-01"}, 400, "lies after"),
        (POINT | {"before": "x", "after": "2019-06-01"}, 400, "no date"),
        (DAYS | {"division": "999999"}, 404, "999999"),
        (DAYS | POINT | {"index": "magic"}, 400, "no index"),
    ],
)
def test_bad_questions_are_problems(
    stored: Engine, client: TestClient, query: dict[str, Any], status: int, said: str
) -> None:
    answer = client.get("/v1/images/pair", params=query)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
