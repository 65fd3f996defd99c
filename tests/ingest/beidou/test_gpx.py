"""GPX files: what points tell, what is refused, and files that mean harm."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from fix_rows import held_fixes
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from ingest.beidou.gpx import MOST_DEPTH, MOST_TEXT, MOST_TOKEN, GpxReader
from ingest.beidou.gpx_files import load_gpx
from ingest.beidou.sightings import Sighting
from ingest.jsonb import storable
from ingest.runs import IngestReport
from spatial.errors import BadParameter, SourceRefused

NOW = datetime(2026, 11, 25, tzinfo=UTC)

GARMIN = """\
<?xml version="1.0" encoding="UTF-8"?>
<gpx version="1.1" creator="handheld" xmlns="http://www.topografix.com/GPX/1/1"
 xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v2">
 <metadata><time>2024-05-01T00:00:00Z</time></metadata>
 <wpt lat="39.8" lon="116.4"><name>界桩 7</name></wpt>
 <wpt lat="39.81" lon="116.41"><time>2024-05-01T00:30:00Z</time><name>界桩 8</name></wpt>
 <trk><name>walk</name><trkseg>
  <trkpt lat="39.9" lon="116.5"><ele>43.5</ele><time>2024-05-01T01:00:00.250Z</time>
   <sat>12</sat><hdop>0.8</hdop><extensions><gpxtpx:TrackPointExtension>
    <gpxtpx:speed>1.5</gpxtpx:speed><gpxtpx:course>90</gpxtpx:course><gpxtpx:hr>71</gpxtpx:hr>
   </gpxtpx:TrackPointExtension></extensions></trkpt>
  <trkpt lat="39.901" lon="116.501"><time>2024-05-01T09:00:10+08:00</time></trkpt>
 </trkseg></trk>
</gpx>
"""
OLD = """\
<gpx version="1.0" creator="logger" xmlns="http://www.topografix.com/GPX/1/0"><trk><trkseg>
<trkpt lat="-39.9" lon="-116.5"><ele>5</ele><time>2012-06-01T01:00:00</time><course>181</course>
<speed>10</speed><fix>3d</fix></trkpt></trkseg></trk></gpx>
"""


def read(content: str | bytes, piece: int = 1 << 16) -> list[Sighting]:
    raw = content.encode() if isinstance(content, str) else content
    reader = GpxReader("walk.gpx", "p-1")
    found = [s for at in range(0, len(raw), piece) for s in reader.feed(raw[at : at + piece])]
    return [*found, *reader.finish()]


def load(engine: Engine, folder: Path, content: str, name: str = "walk.gpx") -> IngestReport:
    file = folder / name
    file.write_text(content, encoding="utf-8")
    return load_gpx(engine, file, device="p-1", device_class="patrol", clock=lambda: NOW)


def remarks(engine: Engine, disposition: str) -> list[tuple[str, str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT record, reason, raw FROM ingest_remark WHERE disposition = :which"
                " ORDER BY ctid"
            ),
            {"which": disposition},
        )
        return [(row.record, row.reason, row.raw) for row in rows]


def track(*points: str) -> str:
    return f'<gpx version="1.1"><trk><trkseg>{"".join(points)}</trkseg></trk></gpx>'


def point(lat: str = "39.9", lon: str = "116.5", inner: str = "") -> str:
    return f'<trkpt lat="{lat}" lon="{lon}">{inner}</trkpt>'


TIME = "<time>2024-05-01T01:00:00Z</time>"


def test_points_with_a_time_are_fixes_and_others_are_counted(
    engine: Engine, tmp_path: Path
) -> None:
    outcome = load(engine, tmp_path, GARMIN)
    assert (outcome.accepted, outcome.refused) == (3, 0)
    waypoint, first, second = held_fixes(engine)
    assert (first.device, first.device_class) == ("p-1", "patrol")
    assert first.at == datetime(2024, 5, 1, 1, 0, 0, 250_000, tzinfo=UTC)
    assert (first.lon_e7, first.lat_e7) == (1165000000, 399000000)
    assert (first.altitude_m, first.course) == (43.5, 90)
    assert first.speed_kmh == pytest.approx(5.4)
    assert json.loads(first.extras) == {"sat": 12, "hdop": 0.8, "hr": 71}
    assert second.at == datetime(2024, 5, 1, 1, 0, 10, tzinfo=UTC)
    assert (second.altitude_m, second.speed_kmh, second.extras) == (None, None, b"")
    assert json.loads(waypoint.extras) == {"name": "界桩 8"}
    [(record, reason, raw)] = remarks(engine, "repaired")
    assert (record, raw) == ("wpt", {"points without a time": 1})
    assert "1 points without a time" in reason


def test_gpx_1_0_has_speed_and_course_in_the_point_and_its_times_are_utc() -> None:
    [sighting] = read(OLD)
    assert sighting.time == datetime(2012, 6, 1, 1, tzinfo=UTC)
    assert (sighting.lon, sighting.lat) == (-116.5, -39.9)
    assert (sighting.speed_kmh, sighting.course, sighting.altitude_m) == (36, 181, 5)
    assert json.loads(sighting.extras) == {"fix": "3d"}


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (point(), "the time is missing"),
        (point(inner="<time>2024-05-01</time>"), "no time of day"),
        (point(inner="<time>2024-05-01Tnoon:</time>"), "no date-time"),
        (point(inner="<time>2024-13-01T00:00:00Z</time>"), "no date-time"),
        (point("north", inner=TIME), "is no number"),
        (f"<trkpt>{TIME}</trkpt>", "is missing"),
        (point(inner=TIME + "<fix>none</fix>"), "no fix"),
        (point("116.5", "39.9", TIME), "swapped"),
        (point("0", "0", TIME), "both 0"),
        (point(inner="<time>2079-05-01T00:00:00Z</time>"), "in the future"),
    ],
)
def test_a_point_that_is_no_position_is_refused_with_what_it_told(
    engine: Engine, tmp_path: Path, of: str, reason: str
) -> None:
    outcome = load(engine, tmp_path, track(of, point(inner=TIME)))
    assert (outcome.accepted, outcome.refused) == (1, 1)
    [(record, said, raw)] = remarks(engine, "refused")
    assert record == "trkpt 1"
    assert reason in said
    assert raw.get("lat") == (None if "<trkpt>" in of else of.split('"')[1])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no whole XML"),
        ("\x89PNG", "no whole XML"),
        ("<kml/>", "no GPX: its root is kml"),
        (GARMIN[:-10], "no whole XML"),
        (GARMIN + "<gpx/>", "no whole XML"),
        ("<gpx/>", "no point"),
        (track(point(inner="&nbsp;")), "no whole XML"),
        ('<?xml version="1.0" encoding="GBK"?>' + OLD, "no whole XML"),
        ('<?xml version="1.0" encoding="none-such"?>' + OLD, "no whole XML"),
        ("<gpx>" + "<a>" * MOST_DEPTH, "deep"),
        (
            '<!DOCTYPE gpx [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
            + track(point(inner="<name>&b;</name>" + TIME)),
            "document type",
        ),
        (
            '<!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            + track(point(inner="<name>&x;</name>" + TIME)),
            "document type",
        ),
        ('<!DOCTYPE gpx SYSTEM "http://example.com/gpx.dtd"><gpx/>', "document type"),
    ],
)
def test_a_file_that_is_no_gpx_or_means_harm_is_refused_whole(
    engine: Engine, tmp_path: Path, content: str, reason: str
) -> None:
    with pytest.raises(SourceRefused, match=reason):
        load(engine, tmp_path, content)
    assert held_fixes(engine) == []


def test_a_device_needs_a_name_and_a_class(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "walk.gpx").write_text(OLD)
    with pytest.raises(BadParameter, match="device"):
        load_gpx(engine, tmp_path / "walk.gpx", device="a/b", device_class="patrol")
    with pytest.raises(BadParameter, match="device class"):
        load_gpx(engine, tmp_path / "walk.gpx", device="a", device_class="walker")
    with pytest.raises(SourceRefused):
        load_gpx(engine, tmp_path / "nowhere.gpx", device="a", device_class="patrol")


def test_the_same_file_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    assert load(engine, tmp_path, GARMIN).status == "loaded"
    assert load(engine, tmp_path, GARMIN).status == "unchanged"
    assert load(engine, tmp_path, GARMIN + "\n", name="again.gpx").accepted == 0
    assert len(held_fixes(engine)) == 3


@pytest.mark.parametrize("begin", [b'<gpx creator="', b"<gpx><!--", b"<gpx><?note "])
def test_a_tag_without_an_end_takes_no_memory(begin: bytes) -> None:
    reader = GpxReader("walk.gpx", "p-1")
    endless = [begin, *[b"x" * (MOST_TOKEN // 8)] * 100]
    with pytest.raises(SourceRefused, match="longer than"):
        list(chain.from_iterable(map(reader.feed, endless)))


def test_a_text_without_an_end_takes_no_memory() -> None:
    reader = GpxReader("walk.gpx", "p-1")
    list(reader.feed(f'<gpx><trk><trkseg><trkpt lat="1" lon="2">{TIME}<desc>'.encode()))
    for _ in range(64):
        assert list(reader.feed(b"x" * (1 << 18))) == []
    [sighting] = reader.feed(b"</desc></trkpt>")
    assert len(json.loads(sighting.extras)["desc"]) == MOST_TEXT


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 200))
def test_the_points_are_the_same_however_the_file_is_delivered(piece: int) -> None:
    assert read(GARMIN, piece) == read(GARMIN)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from([GARMIN, OLD, track(point(inner=TIME), point())]),
    st.lists(
        st.tuples(
            st.sampled_from(["flip", "cut", "insert", "double"]),
            st.integers(0, 1500),
            st.integers(0, 255),
        ),
        max_size=6,
    ),
    st.integers(1, 700),
)
def test_no_bytes_stop_the_reader_of_gpx(
    content: str, mutations: list[tuple[str, int, int]], piece: int
) -> None:
    raw = bytearray(content.encode())
    for kind, place, byte in mutations:
        at = place % (len(raw) + 1)
        if kind == "flip" and at < len(raw):
            raw[at] = byte
        elif kind == "cut":
            del raw[at : at + byte % 40]
        elif kind == "insert":
            raw[at:at] = bytes((byte,))
        else:
            raw[at:at] = raw[at : at + byte]
    try:
        found = read(bytes(raw), piece)
    except SourceRefused:
        return
    for sighting in found:
        stored = json.dumps(storable(sighting.raw), allow_nan=False)
        assert "\\u0000" not in stored
