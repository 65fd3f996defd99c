"""The register of boundaries over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from area_rows import store_areas
from fastapi.testclient import TestClient
from register_files import line, lines_file, table_file
from registry_rows import store_registry
from sqlalchemy import Engine, text

from ingest.boundaries.lines import load_boundary_register
from ingest.boundaries.markers import load_boundary_markers
from ingest.boundaries.references import load_boundary_references
from ingest.boundaries.tripoints import load_tripoints
from spatial.api import boundaries
from spatial.boundaries.proposals import derive_proposals
from spatial.division_codes import Level

DAY = {"date": "2019-06-01"}
MARKERS = "number,line_name,line_number,lon,lat,valid_from,valid_to,state"
COUNTY = {
    "number": "0203",
    "name": "桥东桥西线",
    "level": "county",
    "left_code": "130502",
    "right_code": "130503",
    "agreement": "桥东桥西线协议书",
    "stated_m": 111_000,
}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient], tmp_path: Path) -> TestClient:
    """桥东区 | 桥西区 with a registered line of two segments; one of two provinces elsewhere."""
    store_registry(engine)
    store_areas(
        engine,
        {"a": (114.0, 37.0), "b": (115.0, 37.0)},
        [("130502", date(2019, 6, 1), "a"), ("130503", date(2019, 6, 1), "b")],
    )
    south = line([(115, 37), (115, 37.4)], ordinal=1, feature="河流", **COUNTY)
    north = line(
        [(115, 37.4), (115.01, 37.5), (115, 37.6), (115, 38)], ordinal=2, feature="山脊", **COUNTY
    )
    load_boundary_register(engine, lines_file(tmp_path, south, north, line()), crs="EPSG:4490")
    load_boundary_markers(
        engine,
        table_file(
            tmp_path, MARKERS,
            "0203001Q,桥东桥西线,0203,115,37.2,2000-01-01,2010-01-01,毁损",
            "0203001Q,桥东桥西线,0203,115,37.2,2010-01-01,,完好",
            "0203002A,桥东桥西线,0203,114.999,37.3,2000-01-01,,完好",
            "0203002B,桥东桥西线,0203,115.001,37.3,2000-01-01,,完好",
            "0203004A,桥东桥西线,0203,115,37.8,2000-01-01,,完好",
        ),
    )  # fmt: skip
    load_boundary_references(
        engine,
        table_file(
            tmp_path, "line_number,marker_number,name,bearing,distance_m,valid_from",
            "0203,0203001Q,独立树,11.25,35,2000-01-01",
            "0203,0203002A,石桥,200,5,2000-01-01",
        ),
    )  # fmt: skip
    load_tripoints(
        engine,
        table_file(
            tmp_path, "name,codes,lines,lon,lat,valid_from",
            "两桥邢台三交点,130502 130503 130521,0203,115,38,2000-01-01",
        ),
    )  # fmt: skip
    return client_of(engine, boundaries.router)


def get(client: TestClient, path: str, **asked: Any) -> Any:
    answer = client.get(path, params=DAY | asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client: TestClient, path: str, **asked: Any) -> tuple[int, str]:
    answer = client.get(path, params=DAY | asked)
    return answer.status_code, answer.json()["type"].rsplit(":", 1)[1]


def test_lines_of_a_day_are_listed_in_pages_r3_1(client: TestClient) -> None:
    whole = get(client, "/v1/boundaries")
    assert (whole["total"], whole["next"]) == (2, None)
    first, second = whole["boundaries"]
    assert first["number"] == "0203"
    assert first["left"] == {"code": "130502", "name": "桥东区"}
    assert first["right"] == {"code": "130503", "name": "桥西区"}
    assert second["left"] == {"code": "980000", "name": None}
    page = get(client, "/v1/boundaries", limit=1)
    following = client.get(page["next"]).json()
    assert [one["number"] for one in following["boundaries"]] == ["9899"]
    for asked, found in (
        ({"level": "province"}, ["9899"]),
        ({"division": "13"}, ["0203"]),
        ({"division": "990000"}, ["9899"]),
        ({"q": "桥西"}, ["0203"]),
        ({"q": "%"}, []),
        ({"date": "1995-05-31"}, []),
    ):
        assert [one["number"] for one in get(client, "/v1/boundaries", **asked)["boundaries"]] == (
            found
        )


def test_names_of_neighbours_are_those_of_the_day_r3_1(client: TestClient) -> None:
    later = get(client, "/v1/boundaries/0203", date="2021-01-01")
    assert (later["left"]["name"], later["right"]["name"]) == ("襄都区", "信都区")


def test_a_line_tells_lengths_segments_tripoints_and_groups_r3_1_r3_2(client: TestClient) -> None:
    one = get(client, "/v1/boundaries/0203")
    assert one["stated_m"] == 111_000
    assert one["computed_m"] == pytest.approx(111_057, abs=5)
    assert [(part["feature"], part["ordinal"]) for part in one["segments"]] == [
        ("河流", 1), ("山脊", 2),
    ]  # fmt: skip
    assert one["segments"][0]["from_m"] == 0
    assert one["segments"][0]["to_m"] == one["segments"][1]["from_m"]
    assert one["segments"][1]["to_m"] == one["computed_m"]
    [tripoint] = one["tripoints"]
    assert [unit["name"] for unit in tripoint["units"]] == ["桥东区", "桥西区", "邢台县"]
    [told] = one["history"]
    assert (told["known_to"], told["agreement"]) == (None, "桥东桥西线协议书")
    assert told["known_from"].endswith("Z")
    groups = one["markers"]
    assert (groups["count"], groups["complete"]) == (4, False)
    assert [(group["serial"], group["kind"]) for group in groups["groups"]] == [
        (1, "single"), (2, "double"), (4, "double"),
    ]  # fmt: skip
    assert [(fault["serial"], fault["fault"]) for fault in groups["faults"]] == [
        (3, "hole"), (4, "incomplete"),
    ]  # fmt: skip


def test_course_and_markers_are_geojson_with_chainage_r3_1(client: TestClient) -> None:
    course = get(client, "/v1/boundaries/0203/course")
    assert course["type"] == "FeatureCollection"
    assert course["features"][0]["geometry"]["coordinates"] == [[115.0, 37.0], [115.0, 37.4]]
    markers = get(client, "/v1/boundaries/0203/markers")
    told = {one["properties"]["number"]: one for one in markers["features"]}
    first = told["0203001Q"]["properties"]
    # 0.2 degree of latitude at 37.1° is 22,195 m.
    assert first["chainage_m"] == pytest.approx(22_195, abs=3)
    assert first["side"] == "on"
    assert [(state["state"], state["valid_to"]) for state in first["states"]] == [
        ("毁损", "2010-01-01"), ("完好", None),
    ]  # fmt: skip
    # On the banks: 0.001 degree of longitude at 37.3° is 88.6 m.
    assert told["0203002A"]["properties"]["away_m"] == pytest.approx(88.6, abs=0.2)
    assert told["0203002A"]["properties"]["side"] == "left"
    assert told["0203002B"]["properties"]["side"] == "right"


def test_line_is_told_in_words_that_lead_back_to_a_sketch_r3_3(client: TestClient) -> None:
    told = get(client, "/v1/boundaries/0203/alignment")
    assert told["text"].startswith("自起点起，沿河流向北方向行22196米，至0203001Q号界桩；沿河流")
    assert "至0203002A、0203002B号界桩；沿河流向北方向行" in told["text"]
    assert told["text"].endswith("，至两桥邢台三交点。")
    assert told["metres"] == pytest.approx(111_057, abs=5)
    assert sum(leg["metres"] for leg in told["legs"]) == told["metres"]
    assert {leg["feature"] for leg in told["legs"]} == {"河流", "山脊"}
    drawn = client.get("/v1/boundary-sketch", params={"lon": 115, "lat": 37, "text": told["text"]})
    sketch = drawn.json()
    assert sketch["metres"] == told["metres"]
    assert [leg["properties"]["to"] for leg in sketch["features"]] == [
        leg["to"] for leg in told["legs"]
    ]
    wrong = client.get("/v1/boundary-sketch", params={"lon": 115, "lat": 37, "text": "向东"})
    assert (wrong.status_code, wrong.json()["type"]) == (400, "urn:shikong:problem:bad-alignment")


def test_references_have_the_word_of_their_direction_r3_3(client: TestClient) -> None:
    found = get(client, "/v1/boundaries/0203/references")["references"]
    assert [(one["marker"], one["direction"]) for one in found] == [
        ("0203001Q", "北偏东北"), ("0203002A", "南偏西南"),
    ]  # fmt: skip
    only = get(client, "/v1/boundaries/0203/references", marker="0203002A")["references"]
    assert [one["name"] for one in only] == ["石桥"]


def test_lines_near_a_place_tell_chainage_and_side_r3_1(client: TestClient) -> None:
    found = get(client, "/v1/boundaries/at", lon=114.99, lat=37.2)["boundaries"]
    [one] = found
    assert (one["number"], one["on_side"]) == ("0203", "left")
    assert one["away_m"] == pytest.approx(887, abs=2)
    assert one["chainage_m"] == pytest.approx(22_195, abs=3)
    assert get(client, "/v1/boundaries/at", lon=114.99, lat=37.2, within_m=800)["boundaries"] == []
    assert refused(client, "/v1/boundaries/at", lon=114.99, lat=37.2, within_m=0) == (
        400, "bad-parameter",
    )  # fmt: skip
    assert refused(client, "/v1/boundaries/at", lon=37, lat=115) == (400, "bad-parameter")


def test_line_and_polygons_that_differ_are_told_r3_9(client: TestClient) -> None:
    found = get(client, "/v1/boundaries/0203/disagreement", tolerance_m=100)
    assert found["comparable"] is True
    [part] = found["parts"]
    assert part["greatest_m"] == pytest.approx(884, abs=2)
    assert get(client, "/v1/boundaries/0203/disagreement", tolerance_m=900)["parts"] == []
    other = get(client, "/v1/boundaries/9899/disagreement")
    assert (other["comparable"], other["border_m"]) == (False, None)
    assert refused(client, "/v1/boundaries/0203/disagreement", tolerance_m=0) == (
        400, "bad-parameter",
    )  # fmt: skip


def test_proposals_are_listed_apart_from_the_register_r3_9(
    client: TestClient, engine: Engine
) -> None:
    with engine.begin() as connection:
        derive_proposals(connection, Level.COUNTY, date(2019, 6, 1))
    found = get(client, "/v1/boundary-proposals", geometry=True)
    [one] = found["proposals"]
    assert (one["left"]["name"], one["right"]["name"]) == ("桥东区", "桥西区")
    assert one["geometry"]["type"] == "MultiLineString"
    assert one["length_m"] == pytest.approx(110_987, abs=5)
    assert get(client, "/v1/boundaries")["total"] == 2
    assert get(client, "/v1/boundary-proposals", division="33")["total"] == 0


def test_tripoints_are_listed_by_line_and_unit_r3_1(client: TestClient) -> None:
    assert get(client, "/v1/tripoints", line="0203")["total"] == 1
    assert get(client, "/v1/tripoints", line="9899")["total"] == 0
    [one] = get(client, "/v1/tripoints", division="130521")["tripoints"]
    assert (one["name"], one["lon"], one["lat"]) == ("两桥邢台三交点", 115, 38)


def test_old_knowledge_answers_as_it_did_r3_1(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    with engine.connect() as connection:
        before = connection.execute(text("SELECT clock_timestamp()")).scalar_one().isoformat()
    changed = line([(115, 37), (115, 38)], **COUNTY | {"name": "新名线"})
    load_boundary_register(
        engine, lines_file(tmp_path, changed, name="newer.geojson"), crs="EPSG:4490"
    )
    assert get(client, "/v1/boundaries/0203")["name"] == "新名线"
    old = get(client, "/v1/boundaries/0203", known_at=before)
    assert (old["name"], len(old["segments"])) == ("桥东桥西线", 2)
    history = get(client, "/v1/boundaries/0203")["history"]
    assert [(one["name"], one["known_to"] is None) for one in history] == [
        ("桥东桥西线", False), ("新名线", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["", "/course", "/markers", "/alignment", "/references", "/disagreement"],
)
def test_what_is_not_registered_is_a_problem_r3_1(client: TestClient, path: str) -> None:
    assert refused(client, f"/v1/boundaries/0999{path}") == (404, "unknown-boundary")
    assert refused(client, f"/v1/boundaries/0203{path}", date="1990-01-01") == (
        404, "unknown-boundary",
    )  # fmt: skip
    assert refused(client, f"/v1/boundaries/0203{path}", date="heute") == (400, "bad-date")


def test_line_without_a_course_is_told_r3_1(client: TestClient, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE boundary_segment SET known = tstzrange(lower(known), clock_timestamp())")
        )
    for path in ("course", "markers", "alignment", "disagreement"):
        assert refused(client, f"/v1/boundaries/0203/{path}") == (404, "no-course")
    assert get(client, "/v1/boundaries/0203")["computed_m"] is None


def test_text_that_no_database_takes_is_refused_r3_1(client: TestClient) -> None:
    assert refused(client, "/v1/boundaries", q="a\0") == (400, "bad-parameter")
    assert refused(client, "/v1/boundaries/a%00") == (400, "bad-parameter")
    assert refused(client, "/v1/boundaries", division="13x") == (400, "bad-code")
