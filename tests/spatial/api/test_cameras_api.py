"""The register of cameras over HTTP: lists, one, pushes, and what sees a place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from camera_rows import HOME, aside, camera, number_of, store_cameras
from facility_places import store_facility
from fastapi.testclient import TestClient
from record_rows import store_world
from sqlalchemy import Engine

from spatial.api.cameras import router
from tests.conftest import TOKEN
from tests.spatial.boundaries.walked_lines import register_line

HEAD = {"Authorization": f"Bearer {TOKEN}"}
DAY = "2024-06-01"


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_world(engine)
    store_cameras(
        engine,
        camera(1, state="ON", state_since="2024-05-01"),
        camera(2, bearing=270, owner="虚构市民政局"),
        camera(3, grade="敏感"),
        camera(4, reach=None, name="=1+1"),
    )
    return client_of(engine, router)


def test_the_list_is_paged_and_counts_what_it_hides_r7_4(client: TestClient) -> None:
    first = client.get("/v1/cameras", params={"date": DAY, "limit": 2}).json()
    assert [one["number"] for one in first["cameras"]] == [number_of(1), number_of(2)]
    assert first["sensitive"] == 1
    second = client.get(first["next"]).json()
    assert [one["number"] for one in second["cameras"]] == [number_of(4)]
    assert second["next"] is None
    assert second["cameras"][0]["view"]["unknown"] == "no_reach"


def test_the_list_is_narrowed_r7_1(client: TestClient) -> None:
    cases: list[tuple[dict[str, str], list[int]]] = [
        ({"q": "点位"}, [1, 2]),
        ({"q": "0000002"}, [2]),
        ({"q": "%"}, []),
        ({"owner": "虚构市民政局"}, [2]),
        ({"state": "online"}, [1]),
        ({"seen": "false"}, [4]),
        ({"indoor": "true"}, []),
        ({"bbox": "110.4,30.4,110.6,30.6"}, [1, 2, 4]),
        ({"bbox": "170,30.4,110.6,30.6"}, [1, 2, 4]),
        ({"bbox": "111,30.4,112,30.6"}, []),
        ({"date": "2019-12-31"}, []),
    ]
    for asked, serials in cases:
        found = client.get("/v1/cameras", params={"date": DAY} | asked).json()["cameras"]
        assert [one["number"] for one in found] == [number_of(one) for one in serials], asked


def test_what_is_no_wish_is_refused_r7_1(client: TestClient) -> None:
    for asked in (
        {"bbox": "1,2,3"}, {"bbox": "a,b,c,d"}, {"bbox": "0,10,1,5"}, {"bbox": "0,0,200,5"},
        {"limit": "0"}, {"limit": "10001"}, {"q": "\0"}, {"state": "good"}, {"date": "yesterday"},
    ):  # fmt: skip
        assert client.get("/v1/cameras", params=asked).status_code == 400, asked


def test_the_table_is_safe_for_spreadsheets_and_can_be_sent_back_r7_1(client: TestClient) -> None:
    answer = client.get("/v1/cameras", params={"date": DAY}, headers={"Accept": "text/csv"})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 4
    assert f"'{number_of(1)}" in lines[1]
    assert "'=1+1" in lines[3]
    again = client.post(
        "/v1/cameras", content=answer.content, headers=HEAD | {"Content-Type": "text/csv"}
    )
    assert again.status_code in (200, 201), again.text
    assert again.json()["refused"] == 0


def test_a_camera_tells_its_parts_sector_and_divisions_of_the_day_r7_3(
    client: TestClient,
) -> None:
    told = client.get(f"/v1/cameras/{number_of(1)}", params={"date": DAY}).json()
    assert told["digits"]["division"] == "990101"
    assert (told["digits"]["type_text"], told["state_text"]) == ("网络摄像机", "在线")
    assert told["sector"]["type"] == "Polygon"
    codes = {one["level"]: one["code"] for one in told["divisions"]}
    assert (codes["county"], codes["prefecture"]) == ("990101", "990100")
    assert "遮挡未知" in told["limits"][0]


def test_the_divisions_are_those_of_the_point_on_the_day_and_not_of_the_number_r7_3(
    client: TestClient, engine: Engine
) -> None:
    # Numbered in 甲县, whose northern half went to 乙县 in 2018.
    store_cameras(engine, camera(9, lat=31.5, valid_from="2015-01-01"))
    codes = []
    for day in ("2018-05-31", "2018-06-01"):
        told = client.get(f"/v1/cameras/{number_of(9)}", params={"date": day}).json()
        codes.append(next(one for one in told["divisions"] if one["level"] == "county")["code"])
    assert codes == ["990101", "990102"]


def test_a_sensitive_camera_is_as_unknown_as_one_that_there_is_not_r7_4(
    client: TestClient,
) -> None:
    hidden, none = (
        client.get(f"/v1/cameras/{number_of(serial)}{part}") for serial, part in ((3, ""), (99, ""))
    )
    assert hidden.status_code == none.status_code == 404
    assert hidden.json()["type"] == none.json()["type"] == "urn:shikong:problem:unknown-camera"
    assert client.get(f"/v1/cameras/{number_of(3)}/history").status_code == 404
    assert client.get("/v1/cameras/123").status_code == 400


def test_history_tells_versions_and_states_r7_1(client: TestClient, engine: Engine) -> None:
    store_cameras(engine, camera(1, bearing=10, state="OFF", state_since="2024-06-02"))
    told = client.get(f"/v1/cameras/{number_of(1)}/history").json()
    assert [one["view"]["bearing_deg"] for one in told["versions"]] == [90, 10]
    assert [one["known_to"] is None for one in told["versions"]] == [False, True]
    assert [one["state"] for one in told["states"]] == ["online", "offline"]


def test_cameras_that_see_a_point_a_facility_or_a_marker_r7_2(
    client: TestClient, engine: Engine
) -> None:
    place = aside(90, 100)
    store_facility(engine, "care_institution", "SK-1", place)
    asked = {"date": DAY, "lon": place[0], "lat": place[1]}
    point = client.get("/v1/cameras/seeing", params=asked).json()
    facility = client.get(
        "/v1/cameras/seeing",
        params={"date": DAY, "dataset": "care_institution", "facility": "SK-1"},
    ).json()
    for told in (point, facility):
        assert [one["number"] for one in told["cameras"]] == [number_of(1)]
        assert (told["sensitive"], told["unknown_view"]) == (1, 1)
        assert told["cameras"][0]["distance_m"] == 100.0
        assert "遮挡未知" in told["limits"][0]
    assert facility["place"]["name"] == "机构SK-1"
    near = client.get("/v1/cameras/near", params=asked | {"radius_m": 101}).json()
    assert [one["sees"] for one in near["cameras"]] == [True, False, None]


def test_cameras_that_see_a_marker_and_a_share_of_its_line_r7_2(
    client: TestClient, engine: Engine
) -> None:
    register_line(engine, markers=[("4142001Q", 100, 0)])
    [place] = _markers(engine)
    stands = aside(180, 50, place)
    store_cameras(engine, camera(20, lon=stands[0], lat=stands[1], bearing=0, reach=120))
    told = client.get(
        "/v1/cameras/seeing", params={"date": DAY, "line": "4142", "marker": "4142001Q"}
    ).json()
    assert [one["number"] for one in told["cameras"]] == [number_of(20)]
    line = client.get("/v1/cameras/seeing-line/4142", params={"date": DAY}).json()
    assert [one["number"] for one in line["cameras"]] == [number_of(20)]
    assert 0 < line["seen_m"] < 200
    assert line["share"] == pytest.approx(line["seen_m"] / line["length_m"], abs=1e-5)
    assert client.get("/v1/cameras/seeing-line/none", params={"date": DAY}).status_code == 404


def _markers(engine: Engine) -> list[tuple[float, float]]:
    from division_files import rows

    return [
        (one.lon, one.lat)
        for one in rows(engine, "SELECT ST_X(geom) AS lon, ST_Y(geom) AS lat FROM boundary_marker")
    ]


def test_what_is_no_place_is_refused_r7_2(client: TestClient, engine: Engine) -> None:
    store_facility(engine, "care_institution", "SK-1", HOME)
    store_facility(engine, "household", "1", HOME, line="社会救助", grade="sensitive")
    cases: list[tuple[dict[str, str], int]] = [
        ({}, 400),
        ({"lon": "110"}, 400),
        ({"lon": "110", "lat": "95"}, 400),
        ({"lon": "110", "lat": "30", "line": "1", "marker": "2"}, 400),
        ({"dataset": "nothing", "facility": "1"}, 400),
        ({"dataset": "care_institution", "facility": "none"}, 404),
        ({"dataset": "household", "facility": "1"}, 403),
        ({"line": "none", "marker": "1"}, 404),
        ({"lon": "nan", "lat": "30"}, 400),
    ]
    for asked, status in cases:
        for way in ("seeing", "near"):
            answer = client.get(f"/v1/cameras/{way}", params=asked)
            assert answer.status_code == status, (asked, answer.text)


def test_a_push_stores_good_rows_and_keeps_the_others_with_reasons_r7_1(
    client: TestClient,
) -> None:
    rows = [
        {"DeviceID": number_of(50), "Name": "推送", "Longitude": 110.5, "Latitude": 30.5},
        {"DeviceID": "123", "Name": "坏", "Longitude": 110.5, "Latitude": 30.5},
    ]
    asked = {"crs": "gcj02", "date": "2024-05-01"}
    done = client.post("/v1/cameras", json=rows, params=asked, headers=HEAD)
    assert done.status_code == 201, done.text
    assert (done.json()["new"], done.json()["refused"]) == (1, 1)
    assert "3 位" in done.json()["refused_rows"][0]["reason"]
    again = client.post("/v1/cameras", json=rows, params=asked, headers=HEAD)
    assert (again.status_code, again.json()["unchanged"]) == (200, 1)
    [row, _] = client.get("/v1/cameras/refused").json()["rows"]
    assert (row["source"], row["row"]["DeviceID"]) == (None, "123")
    told = client.get(f"/v1/cameras/{number_of(50)}", params={"date": DAY}).json()
    assert told["source"] == {"crs": "GCJ-02", "x": 110.5, "y": 30.5}


def test_a_body_that_is_no_table_of_cameras_is_refused_r7_1(client: TestClient) -> None:
    cases: list[tuple[bytes, str, dict[str, str], int]] = [
        (b"[]", "application/json", {}, 200),
        (b"{}", "application/json", {}, 422),
        (b'[{"a": 1}]', "application/json", {}, 422),
        (b"[1]", "application/json", {}, 200),
        (b"[", "application/json", {}, 422),
        (b"", "text/csv", {}, 422),
        (b"a,b\n1,2\n", "text/csv", {}, 422),
        (b"x", "application/xml", {}, 415),
        (b"[]", "application/json", {"crs": "mars"}, 400),
        (b"[]", "application/json", {"date": "soon"}, 400),
    ]
    for body, kind, asked, status in cases:
        answer = client.post(
            "/v1/cameras", content=body, params=asked, headers=HEAD | {"Content-Type": kind}
        )
        assert answer.status_code == status, (body, answer.text)


def test_pushing_needs_the_write_token_r7_1(client: TestClient) -> None:
    assert client.post("/v1/cameras", json=[]).status_code == 403


def test_signs_that_are_no_text_and_endless_numbers_are_refused_rows_r7_1(
    client: TestClient,
) -> None:
    row = '{"DeviceID": "%s", "Name": %s, "Longitude": %s, "Latitude": 30, "\\ud800": "\\u0000"}'
    rows = [
        row % (number_of(60), '"\\ud800"', "110"),
        row % (number_of(61), '"a\\u0000"', "110"),
        row % (number_of(62), '"a"', "1e999999"),
        row % (number_of(63), '["a"]', "110"),
    ]
    done = client.post(
        "/v1/cameras",
        content=f"[{','.join(rows)}]".encode(),
        params={"crs": "EPSG:4490", "date": "0001-01-02"},
        headers=HEAD | {"Content-Type": "application/json"},
    )
    assert (done.status_code, done.json()["refused"]) == (200, 4), done.text
    assert len(client.get("/v1/cameras/refused").json()["rows"]) == 4


def test_states_of_the_first_day_of_the_calendar_are_refused_r7_1(client: TestClient) -> None:
    row = {"number": number_of(70), "name": "a", "lon": 110, "lat": 30, "state": "ON"}
    done = client.post(
        "/v1/cameras", json=[row], params={"crs": "cgcs2000", "date": "0001-01-01"}, headers=HEAD
    )
    assert done.status_code == 400
