"""The track in all its forms: variants, pages, GPX, GeoParquet and MF-JSON."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from fastapi.testclient import TestClient
from fix_rows import Row, columns, store_track
from sqlalchemy import Engine

from ingest.beidou.store import FixStaging, register_devices
from spatial.api.positions import router

START = datetime(2024, 5, 1, tzinfo=UTC)
DAY = {"from": "2024-05-01", "to": "2024-05-02"}
GPX = "{http://www.topografix.com/GPX/1/1}"


@pytest.fixture
def client(engine: Engine, client_of: Any) -> TestClient:
    made: TestClient = client_of(engine, router)
    return made


def at(seconds: float, lon: float, lat: float = 39.5) -> Row:
    return ((START + timedelta(seconds=seconds)).isoformat(), lon, lat)


def store_told(engine: Engine, name: str, rows: list[Row], **told: list[float]) -> None:
    """The rows with altitude_m, speed_kmh and course; NaN for unknown."""
    with engine.begin() as connection:
        ids = register_devices(connection, [name], device_class="vehicle", source="test")
        staging = FixStaging(connection)
        reals = {column: np.array(values, np.float32) for column, values in told.items()}
        staging.add(replace(columns(ids[name], rows), **reals))  # type: ignore[arg-type]
        staging.store()


def ask(client: TestClient, device: str = "car", **query: Any) -> Any:
    answer = client.get(f"/v1/devices/{device}/track", params=DAY | query)
    assert answer.status_code == 200, answer.text
    return answer


def times_of(track: dict[str, Any]) -> list[str]:
    return [time for feature in track["features"] for time in feature["properties"]["times"]]


def test_a_track_says_what_is_known_of_its_window(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", [at(-60, 116), at(60, 116), at(600, 116), at(3600, 116)])
    window = {"from": "2024-05-01T00:00:00Z", "to": "2024-05-01T01:00:00Z"}
    known = client.get("/v1/devices/car/track", params=window).json()["known"]
    assert known == {
        "seconds": 600.0,
        "share": round(1 / 6, 6),
        "gap_count": 1,
        "gaps": [{"from": "2024-05-01T00:10:00Z", "to": "2024-05-01T01:00:00Z"}],
    }


def test_of_a_page_is_told_what_is_known_up_to_the_next(client: TestClient, engine: Engine) -> None:
    store_track(engine, "car", [at(60 * n, 116) for n in range(5)])
    page = ask(client, **{"from": "2024-05-01T00:00:00Z"}, limit=2).json()
    assert page["next"] == "2024-05-01T00:02:00Z"
    assert page["known"] == {"seconds": 120.0, "share": 1.0, "gap_count": 0, "gaps": []}


def test_a_window_at_the_ends_of_the_calendar_is_answered(
    client: TestClient, engine: Engine
) -> None:
    store_track(engine, "car", [at(0, 116)])
    window = {"from": "0001-01-01T00:00:00Z", "to": "9999-12-31T23:59:59Z"}
    for question in ("track", "stays", "trips"):
        answer = client.get(f"/v1/devices/car/{question}", params=window)
        assert answer.status_code == 200, answer.text
        assert answer.json()["known"]["share"] == 0


def test_raw_is_the_default_and_clean_counts_what_it_takes_out(
    client: TestClient, engine: Engine
) -> None:
    rows = [at(10 * n, 116 + n * 0.002 + (0.1 if n == 5 else 0)) for n in range(11)]
    store_track(engine, "car", rows)
    raw = ask(client).json()
    assert (raw["count"], raw["removed"], raw["left_out"]) == (11, 0, 0)
    clean = ask(client, clean=True).json()
    assert (clean["count"], clean["removed"]) == (10, 1)
    assert set(times_of(raw)) - set(times_of(clean)) == {"2024-05-01T00:00:50Z"}
    assert clean["known"] == raw["known"]
    assert ask(client, clean=True, max_speed_kmh=2000).json()["removed"] == 1
    assert ask(client, clean=True, max_speed_kmh=10).json()["removed"] > 1


def test_a_simplified_track_keeps_halts_and_makes_no_gap_of_what_it_leaves_out(
    client: TestClient, engine: Engine
) -> None:
    # Half an hour's halt in a steady drive, and a real gap after it.
    lon = [min(n, 20) + max(n - 80, 0) for n in range(101)]
    rows = [at(30 * n, 116 + where * 0.003) for n, where in enumerate(lon)]
    store_track(engine, "car", [*rows, at(9000, 117), at(9030, 117)])
    track = ask(client, simplify=5).json()
    kept = [(datetime.fromisoformat(time) - START).total_seconds() for time in times_of(track)]
    assert kept == [0, 600, 2400, 3000, 9000, 9030]
    assert (track["count"], track["left_out"], len(track["features"])) == (6, 97, 2)
    assert (
        ask(client, simplify=5, f="mfjson").json()["temporalGeometry"]["prisms"][0]["coordinates"]
        == track["features"][0]["geometry"]["coordinates"]
    )


@pytest.mark.parametrize(
    "query",
    [{"simplify": 0}, {"simplify": "x"}, {"f": "kml"}, {"clean": "perhaps"}, {"limit": 500_001},
     {"max_speed_kmh": 0}],
)  # fmt: skip
def test_a_bad_wish_is_a_problem(client: TestClient, engine: Engine, query: Any) -> None:
    store_track(engine, "car", [at(0, 116)])
    answer = client.get("/v1/devices/car/track", params=DAY | query)
    assert answer.status_code == 400
    assert answer.json()["type"] == "urn:shikong:problem:bad-parameter"


@pytest.mark.parametrize("hot", [False, True], ids=["sealed", "hot"])
@pytest.mark.parametrize("form", ["geojson", "gpx", "parquet", "mfjson"])
def test_the_next_link_leads_through_the_whole_track_in_each_form(
    client: TestClient, engine: Engine, form: str, hot: bool
) -> None:
    base = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=30) if hot else START
    instants = [base + timedelta(seconds=60 * n) for n in range(7)]
    name = "车 1%?"
    store_track(engine, name, [(one.isoformat(), 116 + n / 1000, 39.5)
                               for n, one in enumerate(instants)])  # fmt: skip
    window = {"from": instants[0].isoformat(), "to": (base + timedelta(days=1)).isoformat()}
    query: dict[str, Any] = window | {"limit": 3, "f": form}
    found: list[datetime] = []
    answer = client.get("/v1/devices/车 1%25%3F/track", params=query)
    while True:
        assert answer.status_code == 200, answer.text
        found += instants_of(answer.content, form)
        if "link" not in answer.headers:
            break
        link, relation = answer.headers["link"].split("; ")
        assert relation == 'rel="next"'
        answer = client.get(link.strip("<>"))
    assert found == instants


def instants_of(content: bytes, form: str) -> list[datetime]:
    if form == "parquet":
        times: list[datetime] = pq.read_table(io.BytesIO(content))["time"].to_pylist()
        return times
    if form == "gpx":
        texts = [one.text or "" for one in ElementTree.fromstring(content).iter(f"{GPX}time")]
    elif form == "mfjson":
        prisms = json.loads(content)["temporalGeometry"]["prisms"]
        texts = [time for prism in prisms for time in prism["datetimes"]]
    else:
        texts = times_of(json.loads(content))
    return [datetime.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/geo+json"),
        ("text/html", "application/geo+json"),
        ("application/gpx+xml", "application/gpx+xml"),
        ("application/geo+json;q=0.5, application/gpx+xml", "application/gpx+xml"),
        ("application/gpx+xml;q=0, */*;q=0.1", "application/geo+json"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("application/gpx+xml;q=x", "application/gpx+xml"),
    ],
)
def test_accept_chooses_the_form_and_f_overrules_it(
    client: TestClient, engine: Engine, accept: str, media_type: str
) -> None:
    store_track(engine, "car", [at(0, 116)])
    answer = client.get("/v1/devices/car/track", params=DAY, headers={"Accept": accept})
    assert answer.headers["content-type"] == media_type
    assert answer.headers["vary"] == "Accept"
    asked = client.get(
        "/v1/devices/car/track", params=DAY | {"f": "geojson"}, headers={"Accept": accept}
    )
    assert asked.headers["content-type"] == "application/geo+json"


def test_gpx_is_what_gdal_reads(client: TestClient, engine: Engine, tmp_path: Path) -> None:
    name = 'a<b>&"c"\x01'
    rows = [at(0, 116), at(60.5, 116.001), at(120, 116.002, -39.5), at(9000, -179.9999999)]
    store_told(
        engine, name, rows,
        altitude_m=[10, np.nan, -154, np.nan], speed_kmh=[36, 0, np.nan, np.nan],
        course=[90, np.nan, np.nan, np.nan],
    )  # fmt: skip
    answer = client.get("/v1/devices/a<b>%26%22c%22%01/track", params=DAY | {"f": "gpx"})
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["content-disposition"]
    file = tmp_path / "track.gpx"
    file.write_bytes(answer.content)
    _, _, geometry, values = pyogrio.raw.read(file, layer="track_points", datetime_as_string=True)
    fields = dict(zip(pyogrio.read_info(file, layer="track_points")["fields"], values, strict=True))
    points = shapely.from_wkb(geometry)
    np.testing.assert_allclose(
        shapely.get_coordinates(points), [(lon, lat) for _, lon, lat in rows], atol=1e-7
    )
    assert fields["track_seg_id"].tolist() == [0, 0, 1, 2]
    assert [datetime.fromisoformat(time.replace("/", "-")) for time in fields["time"]] == [
        datetime.fromisoformat(time) for time, _, _ in rows
    ]
    np.testing.assert_array_equal(fields["ele"], [10, np.nan, -154, np.nan])
    _, _, _, values = pyogrio.raw.read(file, layer="tracks")
    tracks = dict(zip(pyogrio.read_info(file, layer="tracks")["fields"], values, strict=True))
    assert tracks["name"].tolist() == ['a<b>&"c"\N{REPLACEMENT CHARACTER}']
    root = ElementTree.fromstring(answer.content)
    garmin = "{http://www.garmin.com/xmlschemas/TrackPointExtension/v2}"
    assert [one.text for one in root.iter(f"{garmin}speed")] == ["10.000", "0.000"]
    assert [one.text for one in root.iter(f"{garmin}course")] == ["90.0"]


def test_parquet_holds_each_fix_with_its_geometry(client: TestClient, engine: Engine) -> None:
    rows = [at(0, 116), at(60.5, 116.001), at(9000, -170.5, 10)]
    store_told(
        engine, "car", rows,
        altitude_m=[10, np.nan, -154], speed_kmh=[36, 0, np.nan], course=[90, np.nan, np.nan],
    )  # fmt: skip
    table = pq.read_table(io.BytesIO(ask(client, f="parquet").content))
    assert table.drop_columns(["geometry", "time"]).to_pydict() == {
        "device": ["car"] * 3,
        "device_class": ["vehicle"] * 3,
        "part": [0, 0, 1],
        "lon": [116, 116.001, -170.5],
        "lat": [39.5, 39.5, 10],
        "altitude_m": [10, None, -154],
        "speed_kmh": [36, 0, None],
        "course": [90, None, None],
    }
    assert table["time"].to_pylist() == [datetime.fromisoformat(time) for time, _, _ in rows]
    points = shapely.from_wkb(table["geometry"].to_pylist())
    assert shapely.get_coordinates(points).tolist() == [[116, 39.5], [116.001, 39.5], [-170.5, 10]]
    geo = json.loads(table.schema.metadata[b"geo"])
    assert geo["primary_column"] == "geometry"
    column = geo["columns"]["geometry"]
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 4490}
    assert column["bbox"] == [-170.5, 10, 116.001, 39.5]


def test_moving_features_say_nothing_between_two_parts(client: TestClient, engine: Engine) -> None:
    rows = [
        at(0, 116), at(60, 116.001), at(60, 116.0011), at(4000, 116.1), at(9000, 117),
        at(9060, 117), at(20_000, 118),
    ]  # fmt: skip
    nan = np.nan
    store_told(
        engine, "car", rows,
        altitude_m=[nan] * 7, speed_kmh=[36, 7, 8, 40, nan, 5, 1], course=[0, 1, 2, 3, 4, 5, 6],
    )  # fmt: skip
    feature = ask(client, f="mfjson").json()
    assert (feature["type"], feature["id"]) == ("Feature", "car")
    assert feature["time"] == ["2024-05-01T00:00:00Z", "2024-05-01T05:33:20Z"]
    assert feature["crs"]["properties"]["name"] == "urn:ogc:def:crs:OGC:1.3:CRS84"
    whole = feature["temporalGeometry"]
    assert whole["type"] == "MovingGeometryCollection"
    first, second, alone = whole["prisms"]
    assert first["datetimes"] == ["2024-05-01T00:00:00Z", "2024-05-01T00:01:00Z"]
    assert first["coordinates"][0] == [116, 39.5]
    assert first["coordinates"][1] in ([116.001, 39.5], [116.0011, 39.5])
    assert second["datetimes"] == ["2024-05-01T02:30:00Z", "2024-05-01T02:31:00Z"]
    assert alone == {
        "type": "MovingPoint",
        "datetimes": ["2024-05-01T01:06:40Z", "2024-05-01T05:33:20Z"],
        "coordinates": [[116.1, 39.5], [118, 39.5]],
        "interpolation": "Discrete",
    }
    assert {prism["interpolation"] for prism in (first, second)} == {"Linear"}
    told = feature["temporalProperties"][1]
    assert told["datetimes"] == second["datetimes"]
    assert told["speed"] == {
        "type": "Measure", "form": "KMH", "values": [None, 5], "interpolation": "Linear",
    }  # fmt: skip
    assert told["course"]["values"] == [4, 5]
    assert "altitude" not in told


@pytest.mark.parametrize("form", ["geojson", "gpx", "parquet", "mfjson"])
def test_a_window_without_a_fix_is_an_empty_track_in_each_form(
    client: TestClient, engine: Engine, form: str
) -> None:
    store_track(engine, "car", [at(-90_000, 116)])
    assert instants_of(ask(client, f=form).content, form) == []


def test_pyarrow_is_loaded_by_the_first_table_only() -> None:
    program = "import sys, spatial.api.positions; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
