from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from fix_rows import Row, store_track
from sqlalchemy import Engine, text
from tile_builders import decode, tile_at

from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from tileserver.layers import layer_named
from tileserver.routes import router as layer_router
from tileserver.tracks import LONGEST_WINDOW, router

START = datetime(2024, 5, 1, 8, tzinfo=UTC)
DAY = {"from": "2024-05-01", "to": "2024-05-02"}
ZOOM = 14
X, Y = tile_at(116.505, 39.9, ZOOM)


def at(minutes: float, lon: float, lat: float = 39.9) -> Row:
    return ((START + timedelta(minutes=minutes)).isoformat(), lon, lat)


def window(begin: float, end: float) -> dict[str, str]:
    """Minutes after START."""
    return {
        "from": (START + timedelta(minutes=begin)).isoformat(),
        "to": (START + timedelta(minutes=end)).isoformat(),
    }


@pytest.fixture(scope="module")
def streets(module_engine: Engine) -> Engine:
    """One street eastwards, driven by a device of each class, a lone fix, all in one tile."""
    street = [at(minute, 116.500 + minute / 1000) for minute in range(11)]
    for device_class in ("vehicle", "patrol", "personal", "marker"):
        store_track(module_engine, device_class, street, device_class=device_class)
    store_track(module_engine, "lone", [at(30, 116.505)])
    return module_engine


@pytest.fixture
def client(streets: Engine) -> TestClient:
    app = create_app(
        streets,
        [router, layer_router],
        write_token="unused",
        map_settings=MapSettings(review_number="GS(2026)0001号"),
    )
    return TestClient(app, headers={"Accept-Encoding": "identity"})


def address(z: int = ZOOM, x: int = X, y: int = Y) -> str:
    return f"/tiles/track/WebMercatorQuad/{z}/{x}/{y}.mvt"


def features(client: TestClient, span: dict[str, str]) -> list[dict[str, Any]]:
    answer = client.get(address(), params=span)
    if answer.status_code == 204:
        return []
    assert answer.status_code == 200
    layers = decode(answer.content)
    assert list(layers) == ["track"]
    found: list[dict[str, Any]] = layers["track"]["features"]
    return found


def degrees(x: float) -> float:
    """The longitude of a tile coordinate."""
    return float((X + x / 4096) / 2**ZOOM * 360 - 180)


def test_a_tile_holds_the_lines_of_work_devices_as_they_were_driven(client: TestClient) -> None:
    lines = features(client, window(0, 20))
    assert [line["properties"] for line in lines] == [
        {
            "device": name,
            "device_class": name,
            "first": "2024-05-01T08:00:00Z",
            "last": "2024-05-01T08:10:00Z",
        }
        for name in ("patrol", "vehicle")
    ]
    assert set(lines[0]["properties"]) == set(layer_named("track").fields)
    assert lines[0]["geometry"]["type"] == "LineString"
    ends = lines[0]["geometry"]["coordinates"]
    assert degrees(ends[0][0]) == pytest.approx(116.500, abs=2e-5)
    assert degrees(ends[-1][0]) == pytest.approx(116.510, abs=2e-5)


def test_a_personal_tracker_and_a_marker_are_in_no_tile_r4_9(
    client: TestClient, streets: Engine
) -> None:
    with streets.connect() as connection:
        stored = connection.execute(text("SELECT count(DISTINCT device_id) FROM position_chunk"))
        assert stored.scalar_one() == 5
    seen = set()
    for z in range(3, 17):
        x, y = tile_at(116.505, 39.9, z)
        for nx, ny in ((x, y), (x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)):
            answer = client.get(address(z, nx, ny), params=DAY)
            if answer.status_code == 200:
                for feature in decode(answer.content)["track"]["features"]:
                    seen.add(feature["properties"]["device"])
    assert seen == {"patrol", "vehicle", "lone"}


def test_a_lone_fix_is_a_point(client: TestClient) -> None:
    (point,) = features(client, window(25, 35))
    assert point["geometry"]["type"] == "Point"
    assert point["properties"]["first"] == point["properties"]["last"] == "2024-05-01T08:30:00Z"


def test_a_line_is_cut_at_the_ends_of_the_window(client: TestClient) -> None:
    line = features(client, window(2.5, 6))[0]
    ends = line["geometry"]["coordinates"]
    assert degrees(ends[0][0]) == pytest.approx(116.5025, abs=2e-5)
    assert degrees(ends[-1][0]) == pytest.approx(116.506, abs=2e-5)
    assert line["properties"]["first"] == "2024-05-01T08:02:30Z"
    assert line["properties"]["last"] == "2024-05-01T08:06:00Z"


def test_the_window_holds_its_start_and_not_its_end(client: TestClient) -> None:
    assert [f["properties"]["device"] for f in features(client, window(30, 31))] == ["lone"]
    assert features(client, window(29, 30)) == []
    # The last fix of the street lies at minute 10: a window that begins there holds it.
    assert {f["geometry"]["type"] for f in features(client, window(10, 11))} == {"Point"}
    assert features(client, window(-5, 0)) == []


def test_a_tile_outside_the_tracks_is_empty(client: TestClient) -> None:
    assert client.get(address(ZOOM, X + 5, Y), params=DAY).status_code == 204
    elsewhen = {"from": "2023-05-01", "to": "2023-05-02"}
    assert client.get(address(), params=elsewhen).status_code == 204


def test_tiles_are_revalidated_by_their_content_and_kept_by_the_client_alone(
    client: TestClient,
) -> None:
    first = client.get(address(), params=DAY)
    assert first.headers["cache-control"].startswith("private")
    assert first.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    again = client.get(address(), params=DAY, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("span", "what"),
    [
        ({"from": "2024-05-02", "to": "2024-05-01"}, "after"),
        ({"from": "2024-05-01", "to": "2024-05-01"}, "after"),
        ({"from": "2024-02-30", "to": "2024-05-01"}, "calendar"),
        ({"from": "2024-05-01T08:00:00", "to": "2024-05-02"}, "time zone"),
        ({"from": "2024-05-01"}, "to"),
        ({"from": "2022-05-01", "to": "2024-05-01"}, "366 days"),
    ],
)
def test_a_bad_window_is_a_problem_with_a_reason(
    client: TestClient, span: dict[str, str], what: str
) -> None:
    for path in (address(), "/tiles/track/tilejson.json"):
        answer = client.get(path, params=span)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"
        assert what in answer.json()["detail"]


def test_the_longest_window_is_a_year(client: TestClient) -> None:
    end = START + LONGEST_WINDOW
    span = {"from": START.isoformat(), "to": end.isoformat()}
    assert client.get(address(), params=span).status_code == 200


@pytest.mark.parametrize("tile", [(2, 1, 1), (17, 1, 1), (5, 32, 0), (5, 0, -1)])
def test_a_tile_that_does_not_exist_is_not_found(
    client: TestClient, tile: tuple[int, int, int]
) -> None:
    assert client.get(address(*tile), params=DAY).status_code == 404


def test_the_tilejson_names_tiles_that_can_be_fetched(client: TestClient) -> None:
    document = client.get("/tiles/track/tilejson.json", params=DAY).json()
    assert document["tilejson"] == "3.0.0"
    assert (document["from"], document["to"]) == ("2024-04-30T16:00:00Z", "2024-05-01T16:00:00Z")
    assert [layer["id"] for layer in document["vector_layers"]] == ["track"]
    assert document["review_number"] == "GS(2026)0001号"
    west, south, east, north = document["bounds"]
    assert (west, east) == pytest.approx((116.5, 116.51), abs=1e-5)
    assert (south, north) == pytest.approx((39.9, 39.9), abs=1e-5)
    (template,) = document["tiles"]
    tile = template.replace("{z}", str(ZOOM)).replace("{x}", str(X)).replace("{y}", str(Y))
    assert client.get(tile).content == client.get(address(), params=DAY).content


def test_the_tilejson_of_a_span_without_tracks_has_no_bounds(client: TestClient) -> None:
    span = {"from": "2023-05-01", "to": "2023-05-02"}
    document = client.get("/tiles/track/tilejson.json", params=span).json()
    assert "bounds" not in document


def test_generalised_lines_of_low_zooms_keep_their_ends(client: TestClient) -> None:
    x, y = tile_at(116.505, 39.9, 10)
    tile = decode(client.get(address(10, x, y), params=window(0, 20)).content)
    line = tile["track"]["features"][0]["geometry"]["coordinates"]
    assert len(line) == 2
    assert (line[1][0] - line[0][0]) * 360 / 2**10 / 4096 == pytest.approx(0.01, abs=2e-4)


def test_a_line_goes_on_over_the_end_of_a_sealed_hour_and_out_of_the_tile(engine: Engine) -> None:
    # Two fixes on both sides of the full hour and of a tile that holds neither of them.
    z, x, y = 15, *tile_at(116.505, 39.9, 15)
    west, east = (value / 2**z * 360 - 180 for value in (x, x + 1))
    store_track(engine, "patrol", [at(59, west - 0.01), at(61, east + 0.01)])
    app = create_app(
        engine, [router, layer_router], write_token="unused", map_settings=MapSettings()
    )
    client = TestClient(app, headers={"Accept-Encoding": "identity"})
    tile = decode(client.get(address(z, x, y), params=DAY).content)
    (line,) = tile["track"]["features"]
    assert [point[0] for point in line["geometry"]["coordinates"]] == [-64, 4160]
    assert line["properties"]["first"] == "2024-05-01T08:59:00Z"
    assert line["properties"]["last"] == "2024-05-01T09:01:00Z"
