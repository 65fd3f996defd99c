"""The face of the catalogue under /stac, asked as programs ask it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from area_rows import store_areas
from division_rows import store_divisions
from fastapi.testclient import TestClient
from image_files import halves, write_image
from live_server import serving
from pystac_client import Client
from scene_builders import scene
from sqlalchemy import Engine, text

from deploy.application import build_application
from ingest.imagery.scenes import load_images
from spatial.access.declaration import Action, DataClass, Grade
from spatial.api.registration import require_declarations
from spatial.api.stac import catalogue_face
from spatial.imagery.catalogue import store_scenes
from tests.spatial.boundaries.walked_lines import lon_lat, register_line

MANY = 230
FIRST = datetime(2020, 1, 1, 3, tzinfo=UTC)


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    """The whole platform; its lifespan runs."""
    app = build_application(engine, write_token="t", web_map=None)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def store(engine: Engine, *scenes: Any) -> None:
    with engine.begin() as connection:
        store_scenes(connection, scenes)


def found(client: TestClient, **asked: Any) -> list[str]:
    answer = client.get("/stac/search", params={"limit": 100} | asked)
    assert answer.status_code == 200, answer.text
    return sorted(item["id"] for item in answer.json()["features"])


def posted(client: TestClient, **asked: Any) -> list[str]:
    answer = client.post("/stac/search", json={"limit": 100} | asked)
    assert answer.status_code == 200, answer.text
    return sorted(item["id"] for item in answer.json()["features"])


@pytest.fixture
def clouded(engine: Engine) -> None:
    store(
        engine,
        scene("clear", clouds=0.02, gsd=0.8),
        scene("nine", clouds=0.09, gsd=2),
        scene("ten-and-more", clouds=0.105, gsd=10),
        scene("overcast", clouds=1.0, gsd=16, platform="GF-2"),
        scene("untold", clouds=None, gsd=30),
    )


@pytest.mark.usefixtures("clouded")
def test_clouds_are_compared_as_numbers_r6_1(client: TestClient) -> None:
    # As texts "100" and "10.5" stand before "9".
    assert found(client, filter="eo:cloud_cover <= 10") == ["clear", "nine"]
    assert found(client, filter="eo:cloud_cover > 9.5") == ["overcast", "ten-and-more"]
    assert found(client, filter="gsd < 10 AND platform = 'GF-1'") == ["clear", "nine"]
    asked = {"op": "<=", "args": [{"property": "properties.eo:cloud_cover"}, 10]}
    assert posted(client, filter=asked, **{"filter-lang": "cql2-json"}) == ["clear", "nine"]
    assert posted(client, query={"eo:cloud_cover": {"lte": 10}}) == ["clear", "nine"]


@pytest.mark.usefixtures("clouded")
def test_results_are_sorted_as_numbers(client: TestClient) -> None:
    for by, expected in (("+gsd", ["clear", "nine"]), ("-gsd", ["untold", "overcast"])):
        answer = client.get("/stac/search", params={"sortby": by, "limit": 2}).json()
        assert [item["id"] for item in answer["features"]] == expected


@pytest.mark.usefixtures("clouded")
def test_an_index_finds_scenes_with_few_clouds(engine: Engine) -> None:
    with engine.connect() as connection:
        indexes = connection.execute(
            text("SELECT indexdef FROM pg_indexes WHERE schemaname = 'pgstac'")
        ).scalars()
        assert any("cloud_cover" in definition for definition in indexes)


@pytest.mark.usefixtures("clouded")
def test_fields_leave_out_what_is_not_wanted(client: TestClient) -> None:
    answer = client.get("/stac/search", params={"fields": "id,properties.gsd", "ids": "clear"})
    [item] = answer.json()["features"]
    assert item["properties"] == {"gsd": 0.8}
    assert "assets" not in item


@pytest.mark.usefixtures("clouded")
def test_queryables_tell_types_and_chinese_titles(client: TestClient) -> None:
    told = client.get("/stac/collections/scenes/queryables").json()["properties"]
    assert told["eo:cloud_cover"]["type"] == "number"
    assert told["eo:cloud_cover"]["title"] == "云量"
    assert {"gsd", "platform", "instruments", "processing:level", "view:off_nadir"} <= set(told)
    assert told["datetime"]["format"] == "date-time"


def test_division_is_searched_as_of_a_date_r6_1(engine: Engine, client: TestClient) -> None:
    store_divisions(engine)
    # 990101 was 东区 on the western square; as 阳区 it has the eastern one too.
    store_areas(
        engine,
        {"west": (117, 30), "east": (118, 30)},
        [("990101", date(2016, 6, 1), ["west"]), ("990101", date(2019, 6, 1), ["west", "east"])],
    )
    store(
        engine,
        scene("in-west", west=117.3, south=30.3),
        scene("in-east", west=118.3, south=30.3),
        scene("outside", west=120, south=30.3),
    )
    for ask in (found, posted):
        assert ask(client, division="990101", date="2016-06-01") == ["in-west"]
        assert ask(client, division="990101", date="2019-06-01") == ["in-east", "in-west"]
    box = [118.1, 30.1, 118.9, 30.9]
    assert posted(client, division="990101", date="2019-06-01", bbox=box) == ["in-east"]
    shape = {"type": "Point", "coordinates": [117.35, 30.35]}
    asked = {"division": "990101", "date": "2019-06-01", "intersects": json.dumps(shape)}
    assert found(client, **asked) == ["in-west"]
    listed = client.get(
        "/stac/collections/scenes/items", params={"division": "990101", "date": "2016-06-01"}
    ).json()
    assert [item["id"] for item in listed["features"]] == ["in-west"]
    for params, expected in (
        ({"division": "990101", "date": "2016-06-01"}, ["in-west"]),
        ({"division": "990101", "date": "2019-06-01"}, ["in-east", "in-west"]),
        ({"division": "990101", "date": "2019-06-01", "bbox": "118.1,30,119,31"}, ["in-east"]),
    ):
        answer = client.get("/v1/images/search", params=params).json()
        assert sorted(image["id"] for image in answer["images"]) == expected
        assert answer["total"] == len(expected)


def test_corridor_of_a_line_is_searched_r6_1(engine: Engine, client: TestClient) -> None:
    register_line(engine)
    on_line, beside = lon_lat(20_000), lon_lat(20_000, 5_000)
    store(
        engine,
        scene("on-line", west=on_line[0], south=on_line[1], side=0.005),
        scene("five-km-north", west=beside[0], south=beside[1], side=0.005),
    )
    where = {"line": "4142", "date": "2024-06-01"}
    for metres, expected in ((4_900, ["on-line"]), (5_100, ["five-km-north", "on-line"])):
        assert found(client, **where, metres=metres) == expected
        assert posted(client, **where, metres=metres) == expected
        answer = client.get("/v1/images/search", params=where | {"metres": metres}).json()
        assert sorted(image["id"] for image in answer["images"]) == expected


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        ({"division": "990101", "line": "4142"}, 400, "not both"),
        ({"line": "4142"}, 400, "metres"),
        ({"metres": "100"}, 400, "line"),
        ({"date": "2020-01-01"}, 400, "division"),
        ({"division": "990101", "date": "gestern"}, 400, "gestern"),
        ({"division": "990101", "date": "2019-06-01", "bbox": "10,10,11,11"}, 400, "outside"),
        ({"division": "990999", "date": "2019-06-01"}, 404, "990999"),
        ({"line": "9999", "metres": "10", "date": "2020-01-01"}, 404, "9999"),
        ({"bbox": "1,2,3"}, 400, "4 or 6"),
        ({"limit": "0"}, 400, "limit"),
        ({"filter": "foo("}, 400, "filter"),
        ({"token": "next:nowhere"}, 400, "token"),
        ({"datetime": "gestern"}, 400, "datetime"),
    ],
)
def test_bad_questions_end_as_problems(
    engine: Engine, client: TestClient, asked: dict[str, str], status: int, words: str
) -> None:
    store_divisions(engine)
    store_areas(engine, {"west": (117, 30)}, [("990101", date(2019, 6, 1), ["west"])])
    answer = client.get("/stac/search", params=asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]


def test_what_is_not_there_is_a_problem(client: TestClient) -> None:
    for path in ("/stac/nowhere", "/stac/collections/x", "/stac/collections/scenes/items/x"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


def test_box_across_the_antimeridian_holds_its_two_parts(
    engine: Engine, client: TestClient
) -> None:
    store(
        engine,
        scene("fiji", west=178.5, south=-17),
        scene("samoa", west=-172, south=-14),
        scene("town", west=117, south=30),
    )
    assert found(client, bbox="170,-20,-170,0") == ["fiji", "samoa"]
    assert found(client, bbox="117,30,0,118,31,8000") == ["town"]


def test_no_answer_holds_a_path_of_a_file(
    engine: Engine, client: TestClient, tmp_path: Path
) -> None:
    folder = tmp_path / "secret-folder"
    folder.mkdir()
    write_image(folder / "town_20200101.tif", halves(10, 20))
    load_images(engine, folder)
    paths = (
        "/stac/",
        "/stac/collections",
        "/stac/collections/scenes",
        "/stac/collections/scenes/items",
        "/stac/collections/scenes/items/town_20200101",
        "/stac/search",
        "/v1/images/town_20200101",
        "/v1/images/search",
        "/v1/images?lon=117.01&lat=29.99",
    )
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, answer.text
        assert "secret-folder" not in answer.text
    item = client.get("/stac/collections/scenes/items/town_20200101").json()
    [asset] = item["assets"].values()
    assert asset["href"].startswith("http://testserver/v1/images/town_20200101/files/")
    assert client.get(asset["href"]).content == (folder / "town_20200101.tif").read_bytes()
    links = {link["rel"]: link["href"] for link in item["links"]}
    assert links["collection"] == "http://testserver/stac/collections/scenes"
    assert links["root"] == "http://testserver/stac/"
    assert links["self"].endswith("/stac/collections/scenes/items/town_20200101")
    tiles = client.get(links["tilejson"])
    assert tiles.status_code == 200
    assert "{z}" in tiles.json()["tiles"][0]


def test_raw_image_has_no_tiles(engine: Engine, client: TestClient) -> None:
    from spatial.imagery.scene import Document, Flag

    raw = Document("data", Path("/x/a.tiff"), "image/tiff", "ab" * 32, 5, ("data",), 4, 4)
    store(engine, scene("raw", assets=(), documents=(raw,), flags=(Flag.RAW,)))
    item = client.get("/stac/collections/scenes/items/raw").json()
    assert "tilejson" not in {link["rel"] for link in item["links"]}
    assert client.get("/v1/images/raw").json()["drawn"] is False
    answer = client.get("/v1/images/search", params={"drawn": "true"}).json()
    assert answer == {"total": 0, "images": []}


def test_every_route_is_declared_internal_and_reads(engine: Engine) -> None:
    declarations = require_declarations(catalogue_face(engine))
    assert {"/search", "/collections/{collection_id}/items", "/api"} <= set(declarations)
    for one in declarations.values():
        assert (one.data_class, one.grade) == (DataClass.IMAGE, Grade.INTERNAL)
        assert one.action is Action.READ


def test_nothing_writes_through_the_face(engine: Engine, client: TestClient) -> None:
    store(engine, scene("one"))
    count = "SELECT count(*), coalesce(sum(usecount), 0) FROM pgstac.searches"
    with engine.connect() as connection:
        before = connection.execute(text(count)).one()
    assert found(client, bbox="117,30,118,31") == ["one"]
    with engine.connect() as connection:
        assert connection.execute(text(count)).one() == before
    items = "/stac/collections/scenes/items"
    assert client.post(items, json={"id": "two"}).status_code == 405
    assert client.delete(f"{items}/one").status_code == 405


def test_head_beginning_and_document_of_the_interface(client: TestClient) -> None:
    assert client.head("/stac/").status_code == 200
    assert client.head("/stac/search").content == b""
    landing = client.get("/stac")
    assert landing.url.path == "/stac/"
    assert landing.json()["title"] == "时空影像目录"
    links = {link["rel"]: link["href"] for link in landing.json()["links"]}
    document = client.get(links["service-desc"])
    assert document.headers["content-type"].startswith("application/vnd.oai.openapi+json")
    names = {one["name"] for one in document.json()["paths"]["/search"]["get"]["parameters"]}
    assert {"division", "date", "line", "metres", "bbox", "filter"} <= names


def test_pystac_client_finds_all_items_once_r6_1(engine: Engine) -> None:
    store(
        engine,
        *(
            # Many of the same instant, and some that differ.
            scene(f"made-{number:03}", at=FIRST + timedelta(days=number // 70))
            for number in range(MANY)
        ),
    )
    expected = [f"made-{number:03}" for number in range(MANY)]
    with serving(build_application(engine, write_token="t", web_map=None)) as address:
        catalogue = Client.open(f"{address}/stac/")
        for method in ("GET", "POST"):
            search = catalogue.search(method=method, collections=["scenes"], limit=17)
            assert search.matched() == MANY
            assert sorted(item.id for item in search.items()) == expected
        by_cloud = catalogue.search(sortby="+properties.eo:cloud_cover", limit=40)
        assert sorted(item.id for item in by_cloud.items()) == expected
        [collection] = catalogue.get_collections()
        assert sorted(item.id for item in collection.get_items()) == expected
        day = catalogue.search(datetime="2020-01-02", limit=50)
        assert sorted(item.id for item in day.items()) == expected[70:140]
        there = catalogue.search(bbox=[117, 30, 118, 31], filter="gsd < 5", max_items=5)
        assert len(list(there.items())) == 5
        assert list(catalogue.search(bbox=[10, 10, 11, 11]).items()) == []


def test_collection_tells_its_true_extent(engine: Engine, client: TestClient) -> None:
    store(
        engine,
        scene("west", west=117, at=datetime(2019, 5, 1, tzinfo=UTC)),
        scene("east", west=120, at=datetime(2021, 5, 1, tzinfo=UTC)),
    )
    told = client.get("/stac/collections/scenes").json()
    assert told["title"] == "遥感影像"
    [[west, south, east, north]] = told["extent"]["spatial"]["bbox"]
    assert (west, south) == pytest.approx((117, 30), abs=1e-6)
    assert (east, north) == pytest.approx((120.1, 30.1), abs=1e-6)
    [[start, end]] = told["extent"]["temporal"]["interval"]
    assert (start[:10], end[:10]) == ("2019-05-01", "2021-05-01")
