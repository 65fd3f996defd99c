"""Suspected patches over HTTP: from a file or two images to the decision."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from shapely.geometry import mapping, shape
from sqlalchemy import Engine, text

from ingest.imagery.scenes import load_images
from spatial.api import inspections, patches
from spatial.boundaries.evidence.files import FileStore, FolderPlace
from tests.conftest import TOKEN
from tests.fix_rows import store_track
from tests.image_files import grid, write_image
from tests.patch_rows import (
    CITY,
    EAST_DISTRICT,
    ELSEWHERE,
    WEST,
    outline,
    photo_at,
    store_counties,
)

HEAD = {"Authorization": f"Bearer {TOKEN}"}
BY = {"office": CITY, "person": "市民政局 王"}
INSIDE = [117.5005, 30.5005]
CHECKED = datetime(2024, 5, 3, 3, tzinfo=UTC)
UTM_50N_AT_117 = (547_000.0, 3_376_000.0)


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient], tmp_path: Path) -> TestClient:
    store_counties(engine)
    made = client_of(engine, patches.router, inspections.router)
    assert isinstance(made.app, FastAPI)
    made.app.state.file_store = FileStore(FolderPlace(tmp_path / "files"))
    return made


def features(*shapes: Any) -> bytes:
    listed = [
        {
            "type": "Feature",
            "geometry": None if one is None else mapping(one),
            "properties": {"类型": "=公墓扩建"},
        }
        for one in shapes
    ]
    return json.dumps({"type": "FeatureCollection", "features": listed}).encode()


def upload(client: TestClient, content: bytes, status: int = 201, **asked: str) -> Any:
    answer = client.post(
        "/v1/patches/uploads",
        params=BY | {"found_on": "2012-05-01"} | asked,
        content=content,
        headers=HEAD,
    )
    assert answer.status_code == status, answer.text
    return answer.json()


def step(client: TestClient, number: int, body: dict[str, Any], status: int = 201) -> Any:
    answer = client.post(f"/v1/patches/{number}/steps", json=BY | body, headers=HEAD)
    assert answer.status_code == status, answer.text
    return answer.json()


def listed(client: TestClient, **asked: Any) -> list[int]:
    answer = client.get("/v1/patches", params=asked)
    assert answer.status_code == 200, answer.text
    found = [one["id"] for one in answer.json()["patches"]]
    assert answer.json()["total"] == len(found)
    return found


def test_the_same_file_twice_changes_nothing_r6_5(client: TestClient, engine: Engine) -> None:
    content = features(outline(), None, outline(118.5, 30.5))
    first = upload(client, content, name="图斑.geojson")
    assert first["known"] is False
    assert len(first["patches"]) == 2
    assert first["details"]["accepted"] == 2
    [refused] = first["details"]["refused"]
    assert refused == {"number": 2, "what": "no_geometry", "text": "没有图形"}
    again = upload(client, gzip.compress(content), 200)
    assert (again["known"], again["patches"]) == (True, first["patches"])
    assert again["details"] == first["details"]
    with engine.connect() as connection:
        counted = connection.execute(text("SELECT count(*) FROM patch")).scalar_one()
        pending = connection.execute(text("SELECT count(*) FROM evidence_pending")).scalar_one()
    assert (counted, pending) == (2, 0)


def test_a_patch_is_followed_from_the_file_to_the_decision_r6_5(
    client: TestClient, engine: Engine
) -> None:
    store_track(
        engine,
        "巡查-1",
        [(f"2024-05-03T03:0{minute}:00Z", *INSIDE) for minute in range(6)],
    )
    [number] = upload(client, features(outline()))["patches"]
    # Entered just now: what happens next cannot be earlier.
    whole = client.get(f"/v1/patches/{number}").json()
    assert whole["properties"]["next"] == ["assigned"]
    lacking = step(client, number, {"to": "assigned"}, 422)
    assert lacking["type"].endswith("incomplete-patch-step")
    assert [one["what"] for one in lacking["missing"]] == ["assignee_office", "assignee", "due"]
    given = {"assignee_office": EAST_DISTRICT, "assignee": "赵", "due": "2099-05-10"}
    assert step(client, number, {"to": "assigned"} | given)["text"] == "已派发"
    conflict = step(client, number, {"to": "confirmed", "note": "新坟"}, 409)
    assert (conflict["state"], conflict["allowed"]) == ("assigned", ["assigned", "checked"])
    photo = client.post(
        "/v1/files",
        content=photo_at(CHECKED, INSIDE[0], INSIDE[1]),
        headers=HEAD | {"Content-Type": "image/jpeg"},
    ).json()["sha256"]
    body = {"to": "checked", "photo": photo, "position": INSIDE, "device": "巡查-1"}
    checked = step(client, number, body)
    # The photo is of 2024 and the patch was given today: that is told, and stored.
    assert (checked["verdict"], checked["verdict_text"]) == ("contradicted", "与记录矛盾")
    assert "照片拍摄早于上一步" in checked["judged"]["reasons"]
    step(client, number, {"to": "dismissed", "note": "旧坟"})
    whole = client.get(f"/v1/patches/{number}?date=2017-01-01").json()["properties"]
    assert [one["to"] for one in whole["course"]] == ["found", "assigned", "checked", "dismissed"]
    assert (whole["state"], whole["state_text"]) == ("dismissed", "排除")
    assert [one["name"] for one in whole["divisions"]] == ["东县"]
    assert [one["name"] for one in whole["as_of"]["divisions"]] == ["东区"]
    assert (
        client.get(f"/v1/patches/{number}/photos/{photo}").headers["content-type"] == "image/jpeg"
    )
    assert client.get(f"/v1/patches/{number}/photos/{'0' * 64}").status_code == 404
    visits = client.get(
        f"/v1/patches/{number}/visits?from=2024-05-03&to=2024-05-04&within_m=50"
    ).json()["visits"]
    assert [(one["device"], one["dwell_s"]) for one in visits] == [("巡查-1", 300)]
    far = client.get(f"/v1/patches/{number}/visits?from=2020-01-01&to=2024-05-04")
    assert far.status_code == 400


def test_an_office_sees_only_its_own(client: TestClient) -> None:
    east, west = upload(client, features(outline(), outline(118.5, 30.5)))["patches"]
    assert listed(client) == [west, east]
    assert listed(client, office=EAST_DISTRICT) == [east]
    assert listed(client, office=ELSEWHERE) == []
    assert client.get(f"/v1/patches/{east}?office={WEST}").status_code == 404
    answer = client.post(
        f"/v1/patches/{east}/steps?office={WEST}",
        json={"office": WEST, "person": "x", "to": "assigned"},
        headers=HEAD,
    )
    assert (answer.status_code, answer.json()["detail"]) == (404, f"there is no patch {east}")


def test_lists_come_as_json_geojson_and_a_table(client: TestClient) -> None:
    east, west = upload(client, features(outline(), outline(118.5, 30.5)))["patches"]
    assert listed(client, division=WEST, date="2019-01-01") == [west]
    assert listed(client, bbox="117,30,118,31") == [east]
    assert listed(client, **{"from": "2012-05-02"}) == []
    assert listed(client, state="assigned") == []
    drawn = client.get("/v1/patches", headers={"Accept": "application/geo+json"})
    assert drawn.headers["content-type"] == "application/geo+json"
    assert shape(drawn.json()["features"][1]["geometry"]).equals_exact(outline(), 1e-7)
    table = client.get("/v1/patches?format=csv")
    assert table.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert [row["区划名称"] for row in rows] == ["西县", "东县"]
    # Never a formula.
    assert {row["类型"] for row in rows} == {"'=公墓扩建"}
    for wrong in ("bbox=1,2,3", "bbox=nan,0,1,1", "bbox=5,0,1,1", "from=2012-13-01", "state=x"):
        assert client.get(f"/v1/patches?{wrong}").status_code in (400, 422)


def test_divisions_are_counted_by_state_and_term(client: TestClient, engine: Engine) -> None:
    east, _, _ = upload(client, features(outline(), outline(117.2, 30.2), outline(118.5, 30.5)))[
        "patches"
    ]
    given = {"to": "assigned", "assignee_office": CITY, "assignee": "赵", "due": "2099-01-01"}
    step(client, east, given)
    found = client.get("/v1/patches/summary").json()["divisions"]
    assert [(one["name"], one["patches"], one["overdue"]) for one in found] == [
        ("东县", 2, 0),
        ("西县", 1, 0),
    ]
    assert found[0]["by_state"] | {"found": 1, "assigned": 1} == found[0]["by_state"]
    assert found[0]["area_m2"] == pytest.approx(2 * 96 * 111, rel=0.02)
    within = client.get(f"/v1/patches/summary?within={WEST}").json()["divisions"]
    assert [one["code"] for one in within] == [WEST]
    assert client.get(f"/v1/patches/summary?office={ELSEWHERE}").json()["divisions"] == []
    words = client.get("/v1/patches/words").json()
    assert (words["states"]["found"], words["kinds"][0]) == ("发现", "散埋乱葬")


def store_images(engine: Engine, folder: Path) -> dict[str, Any]:
    """Two images in 东县, of which the later has a bright square; the polygon of both."""
    pixels = np.full((40, 40), 100, np.uint8)
    place = grid(*UTM_50N_AT_117)
    write_image(folder / "T_20120401.tif", pixels, nodata=0, descriptions=("b1",), transform=place)
    pixels[10:16, 20:30] = 200
    write_image(folder / "T_20120501.tif", pixels, nodata=0, descriptions=("b1",), transform=place)
    load_images(engine, folder)
    with engine.connect() as connection:
        drawn = connection.execute(
            text("SELECT ST_AsGeoJSON(geometry) FROM pgstac.items LIMIT 1")
        ).scalar_one()
    found: dict[str, Any] = json.loads(drawn)
    return found


def test_two_images_are_compared_dry_and_then_kept_once_r6_5(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    polygon = store_images(engine, tmp_path)
    asked = BY | {
        "before": "2012-04-15", "after": "2012-12-31", "polygon": polygon, "band": "b1",
        "threshold": 50, "direction": "rise", "min_area_m2": 1000, "kind": "违建",
    }  # fmt: skip

    def compare(status: int, **changed: Any) -> Any:
        answer = client.post("/v1/patches/differences", json=asked | changed, headers=HEAD)
        assert answer.status_code == status, answer.text
        return answer.json()

    dry = compare(200, keep=False)
    [feature] = dry["features"]
    assert feature["properties"]["area_m2"] == pytest.approx(600_000, rel=0.01)
    assert feature["properties"]["divisions"][0]["name"] == "东县"
    assert dry["difference"]["compared_share"] == pytest.approx(1, abs=0.01)
    assert listed(client) == []
    first = compare(201)
    again = compare(200)
    assert (again["known"], again["patches"]) == (True, first["patches"])
    assert compare(201, threshold=60)["known"] is False
    [number] = first["patches"]
    whole = client.get(f"/v1/patches/{number}").json()["properties"]
    assert (whole["kind"], whole["found_on"]) == ("违建", "2012-05-01")
    assert whole["images"]["before"]["datetime"] == "2012-04-01T00:00:00Z"
    assert whole["images"]["after"]["datetime"] == "2012-05-01T00:00:00Z"
    assert whole["source_details"]["terms"]["threshold"] == 50
    by_division = compare(200, polygon=None, division=EAST_DISTRICT, keep=False)
    assert len(by_division["features"]) == 1
    # 99.9 % of the district is on no image.
    assert by_division["difference"]["compared_share"] < 0.01


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"threshold": None}, "give a threshold"),
        ({"band": None}, "one of band"),
        ({"division": EAST_DISTRICT}, "a division or a polygon"),
        ({"before": "2012-12-31"}, "both images are"),
        ({"before": "2011-01-01"}, "no image"),
        ({"expression": "__import__('os')", "band": None}, "not understood"),
    ],
)
def test_a_comparison_that_means_nothing_is_refused(
    client: TestClient, engine: Engine, tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    asked = BY | {
        "before": "2012-04-15", "after": "2012-12-31", "polygon": store_images(engine, tmp_path),
        "band": "b1", "threshold": 50,
    }  # fmt: skip
    answer = client.post("/v1/patches/differences", json=asked | changed, headers=HEAD)
    assert answer.status_code == 400, answer.text
    assert told in answer.json()["detail"]


def test_texts_that_postgresql_cannot_hold_are_held_without_what_it_cannot(
    client: TestClient,
) -> None:
    content = features(outline()).replace(
        b'"properties": {', b'"properties": {"a\\u0000": "b\\ud800c\\u0000", "x": [1e999], '
    )
    [number] = upload(client, content)["patches"]
    found = client.get(f"/v1/patches/{number}").json()["properties"]["attributes"]
    assert (found["a"], found["x"]) == ("b?c", "[inf]")


def test_what_is_no_file_of_patches_is_refused(client: TestClient) -> None:
    assert upload(client, b"/vsicurl/http://127.0.0.1/x", 415)["type"].endswith("upload")
    assert upload(client, b"{", 400)["type"].endswith("bad-parameter")
    upload(client, features(outline()), 400, found_on="2999-01-01")
    upload(client, features(outline()), 404, found_on="1900-01-01")


def test_writing_needs_the_token(client: TestClient) -> None:
    for path in ("uploads?office=990100&person=x", "differences", "1/steps"):
        answer = client.post(f"/v1/patches/{path}", content=b"{}")
        assert answer.status_code in (403, 422), path
        assert answer.status_code == 403 or path != "uploads?office=990100&person=x"


@pytest.mark.parametrize("position", [[200, 0], [0, 91], ["x", 0], [1]])
def test_a_position_that_is_none_is_refused(client: TestClient, position: list[Any]) -> None:
    [number] = upload(client, features(outline()))["patches"]
    body = BY | {"to": "checked", "position": position}
    answer = client.post(f"/v1/patches/{number}/steps", json=body, headers=HEAD)
    assert answer.status_code in (400, 422)
