from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from image_files import halves, write_image
from sqlalchemy import Engine

from ingest.imagery.scenes import load_images
from spatial.access.declaration import Action, DataClass, Grade, declaration_of
from spatial.api.images.scenes import images_at, router


@pytest.fixture
def client(engine: Engine, tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    folder = tmp_path / "images"
    folder.mkdir()
    write_image(folder / "town_20200101.tif", halves(10, 20))
    write_image(
        folder / "town_20210101.tif", np.stack([halves(30, 20)] * 2), descriptions=("red", "nir")
    )
    write_image(folder / "旧影像.tif", halves(1, 2))
    load_images(engine, folder)
    return client_of(engine, router, raise_server_exceptions=False)


def test_images_at_a_point_are_listed_with_what_a_map_needs(client: TestClient) -> None:
    answer = client.get("/v1/images", params={"lon": 117.01, "lat": 29.99}).json()
    assert answer["total"] == 3
    assert [image["id"] for image in answer["images"]] == [
        *("town_20210101", "town_20200101", "旧影像")
    ]
    newest, _, unknown = answer["images"]
    assert newest["datetime"] == newest["start"] == newest["end"] == "2021-01-01T00:00:00Z"
    assert newest["time_known"] is True
    assert newest["bands"] == ["red", "nir"]
    assert newest["resolution_m"] == pytest.approx(100.04, abs=0.01)
    assert newest["flags"] == ["not-cog"]
    west, south, east, north = newest["bbox"]
    assert 116.99 < west < 117.01 < east < 117.05
    assert 29.9 < south < 29.99 < north < 30.1
    assert newest["footprint"]["type"] == "Polygon"
    assert newest["tilejson"] == (
        "http://testserver/tiles/image/tilejson.json?date=2021-01-01&id=town_20210101"
    )
    assert unknown["datetime"] is None
    assert unknown["time_known"] is False
    assert unknown["start"] == "1972-01-01T00:00:00Z"
    assert unknown["tilejson"].endswith("tilejson.json?id=%E6%97%A7%E5%BD%B1%E5%83%8F")


def test_no_answer_holds_a_path_of_a_file(client: TestClient, tmp_path: Path) -> None:
    listed = client.get("/v1/images", params={"lon": 117.01, "lat": 29.99})
    assert str(tmp_path) not in listed.text


def test_window_leaves_out_images_of_unknown_time(client: TestClient) -> None:
    place = {"lon": 117.01, "lat": 29.99}
    for window, expected in (
        ({"from": "2020-01-01", "to": "2021-01-01"}, ["town_20200101"]),
        ({"from": "2020-06-01"}, ["town_20210101"]),
        ({"to": "2020-06-01"}, ["town_20200101"]),
    ):
        answer = client.get("/v1/images", params=place | window).json()
        assert [image["id"] for image in answer["images"]] == expected


def test_limit_cuts_the_list_and_total_tells(client: TestClient) -> None:
    answer = client.get("/v1/images", params={"lon": 117.01, "lat": 29.99, "limit": 1}).json()
    assert (len(answer["images"]), answer["total"]) == (1, 3)


def test_point_at_sea_has_no_images(client: TestClient) -> None:
    answer = client.get("/v1/images", params={"lon": 150, "lat": 0})
    assert (answer.status_code, answer.json()) == (200, {"total": 0, "images": []})


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ({"lon": 200, "lat": 30}, "no longitude"),
        ({"lon": 30, "lat": 117}, "swapped"),
        ({"lon": "nan", "lat": 30}, "no longitude"),
        ({"lon": 117}, "lat"),
        ({"lon": 117, "lat": 30, "from": "2020-13-01"}, "not in the calendar"),
        ({"lon": 117, "lat": 30, "from": "2020-01-02", "to": "2020-01-02"}, "must lie after"),
        ({"lon": 117, "lat": 30, "limit": 0}, "limit"),
    ],
)
def test_bad_question_of_place_is_a_problem(
    client: TestClient, query: dict[str, object], word: str
) -> None:
    answer = client.get("/v1/images", params=query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert word in answer.json()["detail"]


def test_images_are_declared_internal_and_only_read() -> None:
    declaration = declaration_of(images_at)
    assert declaration is not None
    assert (declaration.data_class, declaration.grade, declaration.action) == (
        *(DataClass.IMAGE, Grade.INTERNAL, Action.READ),
    )


def test_index_by_name_at_a_point_is_its_expression(client: TestClient) -> None:
    place = {"lon": 117.01, "lat": 29.99, "date": "2021-06-01"}
    answer = client.get("/v1/images/values", params={**place, "index": "NDVI"})
    assert [one["value"] for one in answer.json()["values"]] == [pytest.approx(0.0)]
    for wrong in ({"index": "nothing"}, {"index": "ndvi", "expression": "red+nir"}):
        assert client.get("/v1/images/values", params={**place, **wrong}).status_code == 400


def test_the_last_day_of_the_calendar_is_a_day(client: TestClient) -> None:
    place = {"lon": 117.01, "lat": 29.99, "date": "9999-12-31"}
    assert client.get("/v1/images/values", params=place).status_code == 200
