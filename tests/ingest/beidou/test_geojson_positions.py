"""GeoJSON and MF-JSON with times: each form, our own tracks back again, and what is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from fix_rows import held_fixes
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

import spatial.api.positions
from ingest.beidou.feature_stream import MOST_DEPTH, MOST_FEATURE, FeatureStream
from ingest.beidou.geojson_positions import GeoJsonReader, load_positions_geojson
from ingest.beidou.sightings import Sighting
from ingest.jsonb import storable
from ingest.runs import IngestReport
from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from spatial.errors import BadParameter, SourceRefused

NOW = datetime(2026, 11, 25, tzinfo=UTC)
T = ["2024-05-01T01:00:00Z", "2024-05-01T09:00:10+08:00", "2024-05-01T01:00:20.5Z"]
AT = [
    datetime(2024, 5, 1, 1, 0, 0, tzinfo=UTC),
    datetime(2024, 5, 1, 1, 0, 10, tzinfo=UTC),
    datetime(2024, 5, 1, 1, 0, 20, 500_000, tzinfo=UTC),
]
LINE = [[116.5, 39.9, 43.5], [116.501, 39.901, 44], [116.502, 39.902]]


def point(properties: Any, coordinates: Any = (116.5, 39.9)) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": list(coordinates)}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def line(properties: Any, coordinates: Any = LINE, kind: str = "LineString") -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def moving(**more: Any) -> dict[str, Any]:
    geometry = {"type": "MovingPoint", "datetimes": T, "coordinates": LINE} | more
    return {"type": "Feature", "temporalGeometry": geometry, "properties": {"name": "car1"}}


def collection(*features: Any, **more: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)} | more


def read(document: Any, piece: int = 1 << 18) -> list[Sighting]:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    reader = GeoJsonReader("walk.geojson", "p-1")
    found = [s for at in range(0, len(raw), piece) for s in reader.feed(raw[at : at + piece])]
    return [*found, *reader.finish()]


def load(engine: Engine, folder: Path, document: Any, device: str = "p-1") -> IngestReport:
    file = folder / "walk.geojson"
    file.write_bytes(document if isinstance(document, bytes) else json.dumps(document).encode())
    return load_positions_geojson(
        engine, file, device=device, device_class="patrol", clock=lambda: NOW
    )


def refusals(engine: Engine) -> list[tuple[str, str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT record, reason, raw FROM ingest_remark WHERE disposition = 'refused'"
                " ORDER BY ctid"
            )
        )
        return [(row.record, row.reason, row.raw) for row in rows]


@pytest.mark.parametrize(
    "feature",
    [
        line({"times": T}),
        line({"coordTimes": T}),
        line({"datetimes": T}),
        line({"coordinateProperties": {"times": T}}),
        line({"times": T}, kind="MultiPoint"),
        line({"times": T}, [LINE[:2], LINE[2:]], "MultiLineString"),
        line({"times": [T[:2], T[2:]]}, [LINE[:2], LINE[2:]], "MultiLineString"),
        moving(),
        moving(datetimes=[1714525200000, 1714525210000, 1714525220500]),
        moving(crs={"type": "Name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}),
        {
            "type": "Feature",
            "temporalGeometry": {
                "type": "MovingGeometryCollection",
                "prisms": [
                    {"type": "MovingPoint", "datetimes": T[:1], "coordinates": LINE[:1]},
                    {"type": "MovingPoint", "datetimes": T[1:], "coordinates": LINE[1:]},
                ],
            },
        },
        {"type": "MovingPoint", "datetimes": T, "coordinates": LINE},
    ],
)
def test_each_form_tells_the_same_positions(feature: dict[str, Any]) -> None:
    documents = [feature]
    if feature["type"] == "Feature":
        documents.append(collection(feature))
    for document in documents:
        found = read(document)
        assert [one.time for one in found] == AT
        assert [(one.lon, one.lat) for one in found] == [tuple(p[:2]) for p in LINE]
        assert [one.altitude_m for one in found] == [43.5, 44, None]
        assert {one.fault for one in found} == {None}


def test_a_point_tells_its_time_and_what_it_has_beside() -> None:
    properties = {"time": T[0], "speed_kmh": 5, "course": 90, "altitude_m": 43, "hr": 71}
    [sighting] = read(collection(point(properties | {"device": "p-1", "none": None})))
    assert (sighting.time, sighting.speed_kmh, sighting.course) == (AT[0], 5, 90)
    assert sighting.altitude_m == 43
    assert json.loads(sighting.extras) == {"hr": 71}
    for name in ("timestamp", "datetime"):
        for time in (T[0], 1714525200, 1714525200000):
            [sighting] = read(collection(point({name: time})))
            assert sighting.time == AT[0]


def test_values_along_a_line_belong_to_its_positions() -> None:
    beside = {"times": T, "speed_kmh": [1, 2, None], "hr": [70, 71, 72], "short": [1]}
    found = read(line({"coordinateProperties": beside}))
    assert [one.speed_kmh for one in found] == [1, 2, None]
    assert [json.loads(one.extras) for one in found] == [{"hr": 70}, {"hr": 71}, {"hr": 72}]


def test_temporal_properties_at_the_times_of_the_geometry_are_told() -> None:
    series = {"speed": {"values": [10, 20, 30], "uom": "MTS"}, "fuel": {"values": [9, 8, 7]}}
    feature = moving() | {
        "temporalProperties": [
            {"datetimes": T, **series},
            {"datetimes": T[:1], "other": {"values": [1]}},
        ]
    }
    found = read(feature)
    assert [one.speed_kmh for one in found] == [36, 72, 108]
    assert [json.loads(one.extras) for one in found] == [{"fuel": 9}, {"fuel": 8}, {"fuel": 7}]


def test_our_own_track_comes_back_as_it_was(engine: Engine, tmp_path: Path) -> None:
    load(engine, tmp_path, line({"times": T}))
    client = TestClient(
        create_app(
            engine,
            [spatial.api.positions.router],
            write_token="unused",
            map_settings=MapSettings(),
        )
    )
    window = "from=2024-05-01T00:00:00Z&to=2024-05-02T00:00:00Z"
    exported = client.get(f"/v1/devices/p-1/track?{window}").content
    before = held_fixes(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE device SET name = 'other' WHERE name = 'p-1'"))
    assert load(engine, tmp_path, exported).accepted == 3
    again = [fix for fix in held_fixes(engine) if fix.device == "p-1"]
    assert [(fix.at, fix.lon_e7, fix.lat_e7) for fix in again] == [
        (fix.at, fix.lon_e7, fix.lat_e7) for fix in before
    ]


@pytest.mark.parametrize(
    ("feature", "reason"),
    [
        (point({}), "the time is missing"),
        (point(None), "the time is missing"),
        (point({"time": "2024-05-01"}), "no time of day"),
        (point({"time": "2024-05-01T01:00:00"}), "no time zone"),
        (point({"time": [1]}), "no text and no number"),
        (point({"time": 1e300}), "outside the years"),
        (point({"time": T[0]}, ["116.5", "39.9"]), "is no number"),
        (point({"time": T[0]}, [116.5]), "is missing"),
        (point({"time": T[0]}, [39.9, 116.5]), "swapped"),
        (point({"time": T[0], "device": "p-2"}), "of device 'p-2', not of 'p-1'"),
        (line({"times": T[:2]}), "3 positions and 2 times"),
        (line({}), "without times"),
        (line({"times": 7}), "times is no list"),
        (line({"times": T}, {"x": 1}), "coordinates is no list"),
        (line({"times": T}, LINE, "Polygon"), "'Polygon' is no position"),
        ({"type": "Feature", "geometry": None, "properties": {}}, "no geometry"),
        (moving(type="MovingPolygon"), "MovingPolygon' is no position"),
        (moving(type="Moving\0\ud800"), "is no position"),
        (point({"time": "\0:\ud800"}), "is no date-time"),
        (point({"time": T[0], "device": "\0\ud800"}), "not of 'p-1'"),
        (moving(datetimes=None), "datetimes is no list"),
        (moving() | {"temporalGeometry": 5}, "no object"),
        (moving() | {"crs": {"properties": {"name": "EPSG:3857"}}}, "EPSG:3857"),
        (
            {
                "type": "Feature",
                "temporalGeometry": {
                    "type": "MovingGeometryCollection",
                    "prisms": [{"type": "MovingGeometryCollection"}],
                },
            },
            "within another",
        ),
    ],
)
def test_what_is_no_position_is_refused_and_the_others_stay(
    engine: Engine, tmp_path: Path, feature: dict[str, Any], reason: str
) -> None:
    outcome = load(engine, tmp_path, collection(feature, point({"time": T[0]})))
    assert (outcome.accepted, outcome.refused) == (1, 1)
    [(record, said, raw)] = refusals(engine)
    assert record.startswith("feature 1")
    assert reason in said
    assert raw


def test_of_a_long_feature_that_is_refused_the_beginning_is_kept(
    engine: Engine, tmp_path: Path
) -> None:
    load(engine, tmp_path, collection(line({"note": "x" * 5000}), point({"time": T[0]})))
    [(_, _, raw)] = refusals(engine)
    assert raw["begins"].startswith('{"type": "Feature"')


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[]", "is no object"),
        (b"7", "is no object"),
        ({"type": "Topology"}, "'Topology'"),
        ({"type": "Topology", "features": [point({"time": T[0]})]}, "'Topology'"),
        ({"type": "FeatureCollection"}, "no list of features"),
        (collection(), "holds no feature"),
        (collection(7), "no list of features"),
        (b'{"type":"FeatureCollection","features":[{} {}]}', "no JSON"),
        (b'{"type":"FeatureCollection","features":[{}]', "no JSON"),
        (b'{"type":"FeatureCollection","features":[{"a":', "no JSON"),
        (b'{"type":"FeatureCollection","features":[{"a":NaN}]}', "no JSON"),
        (b'{"type":"Feature","a":' + b"[" * MOST_DEPTH, "deep"),
        (
            collection(
                point({"time": T[0]}), crs={"type": "name", "properties": {"name": "EPSG:3857"}}
            ),
            "EPSG:3857",
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_whole(
    engine: Engine, tmp_path: Path, document: Any, reason: str
) -> None:
    with pytest.raises(SourceRefused, match=reason):
        load(engine, tmp_path, document)
    assert held_fixes(engine) == []


def test_the_crs_of_our_own_data_is_taken(engine: Engine, tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    raw = b"\xef\xbb\xbf" + json.dumps(collection(point({"time": T[0]}), crs=crs)).encode()
    assert load(engine, tmp_path, raw).accepted == 1
    assert load(engine, tmp_path, raw).status == "unchanged"
    with pytest.raises(BadParameter, match="device"):
        load(engine, tmp_path, raw, device="a/b")


def test_a_collection_of_any_length_holds_one_feature_at_a_time() -> None:
    stream = FeatureStream("long.geojson")
    feature = json.dumps(point({"time": T[0], "note": 'quotes " and \\ and ]}'})).encode()
    pieces = [b'{"name":"features","other":[{}],"features":[', *[feature + b","] * 2000, b"{}]}"]
    found = list(chain.from_iterable(map(stream.feed, pieces)))
    assert found == [feature] * 2000 + [b"{}"]
    rest, count = stream.rest()
    assert count == 2001
    assert len(rest) < 5000
    assert json.loads(rest)["other"] == [{}]


def test_a_feature_without_an_end_takes_no_memory() -> None:
    for begin in (b'{"features":[{"a":', b'{"a":'):
        for without_end, reason in ((b"1", "split it"), (b'"', "a text has more")):
            stream = FeatureStream("long.geojson")
            endless = [begin, without_end, *[b"1" * (1 << 20)] * (MOST_FEATURE // (1 << 20) + 1)]
            with pytest.raises(SourceRefused, match=reason):
                list(chain.from_iterable(map(stream.feed, endless)))


DOCUMENTS = [
    collection(point({"time": T[0], "note": '巡查 " \\ ] }'}), line({"times": T}), moving()),
    line({"coordinateProperties": {"times": T}}),
    {"type": "MovingPoint", "datetimes": T, "coordinates": LINE},
]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(DOCUMENTS), st.integers(1, 60), st.booleans())
def test_the_positions_are_the_same_however_the_file_is_delivered(
    document: dict[str, Any], piece: int, plain: bool
) -> None:
    raw = json.dumps(document, ensure_ascii=plain, indent=1).encode()
    assert read(raw, piece) == read(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.sampled_from([*T, "Point", "\0"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "type",
                    "geometry",
                    "coordinates",
                    "properties",
                    "times",
                    "time",
                    "temporalGeometry",
                ]
                + [
                    "datetimes",
                    "prisms",
                    "coordinateProperties",
                    "temporalProperties",
                    "crs",
                    "speed",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(DOCUMENTS),
    st.dictionaries(st.sampled_from(["geometry", "properties", "temporalGeometry", "crs"]), JSON),
    st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 255), st.integers(0, 30)), max_size=4),
)
def test_no_bytes_stop_the_reader_of_geojson(
    document: dict[str, Any], change: dict[str, Any], mutations: list[tuple[int, int, int]]
) -> None:
    feature = line({"times": T}) | change
    raw = bytearray(json.dumps(collection(feature, document) if change else document).encode())
    for place, byte, cut in mutations:
        at = place % (len(raw) + 1)
        raw[at : at + cut] = bytes((byte,))
    try:
        found = read(bytes(raw), 97)
    except SourceRefused:
        return
    for sighting in found:
        stored = json.dumps(storable(sighting.raw), allow_nan=False)
        assert "\\u0000" not in stored.replace("\\\\u0000", "")
