"""The maps of a report: lines of 2 and of 600 km, texts beside each other, true north, lengths."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_making import Made, report_of
from report_worlds import make_world, winding_line
from shapely import LineString
from sqlalchemy import Engine

from spatial.boundaries.course import Course
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.report.bundle import Report
from spatial.boundaries.report.labels import Room, _box
from spatial.boundaries.report.map_points import tick_step
from spatial.boundaries.report.map_rim import Imprint, nice_length, north_arrow, scale_bar
from spatial.boundaries.report.map_sheet import MapContent, draw_sheet, frame_of
from spatial.boundaries.report.projection import Frame, Local
from spatial.boundaries.report.sheets import SHEET_M, sheets_of
from spatial.boundaries.report.strip import draw_strip
from spatial.boundaries.report.svg import width_of
from spatial.locations.geodesic import CGCS2000

SVG = "{http://www.w3.org/2000/svg}"
Text = tuple[str, float, float, float, float]


def texts_of(drawn: bytes) -> list[Text]:
    """The texts that are read (haloes left out), with the box that each takes."""
    found = []
    for text in ElementTree.fromstring(drawn).iter(f"{SVG}text"):
        if text.get("stroke") or text.get("transform"):
            continue
        size = float(text.get("font-size", "0"))
        x, y = float(text.get("x", "0")), float(text.get("y", "0"))
        told = text.text or ""
        box = _box(told, x, y, text.get("text-anchor") or "start", size)
        found.append((told, *box))
    return found


def colours_of(drawn: bytes) -> set[str]:
    return set(re.findall(r'stroke="([^"]+)"', drawn.decode()))


@pytest.mark.parametrize(
    ("length_km", "every_m", "sheets"), [(2.0, 600.0, 0), (24.0, 3_000.0, 0), (600.0, 9_000.0, 13)]
)
def test_no_text_of_a_map_lies_on_another(
    engine: Engine, files: FileStore, length_km: float, every_m: float, sheets: int
) -> None:
    world = make_world(engine, files, length_km=length_km, marker_every_m=every_m)
    report = report_of(engine, world.inspection)
    maps = {
        name: content
        for name, content in report.files.items()
        if name.startswith("maps/") and not name.endswith("-strip.svg")
    }
    assert len(maps) == sheets + 1
    numbered: set[str] = set()
    for name, content in maps.items():
        texts = texts_of(content)
        view = ElementTree.fromstring(content).get("viewBox", "").split()
        for told, left, top, right, bottom in texts:
            inside = left >= -2 and top >= -2
            inside = inside and right <= float(view[2]) + 2 and bottom <= float(view[3]) + 2
            assert inside, (name, told)
        for one, other in combinations(texts, 2):
            apart = (
                one[3] - 2 <= other[1] + 2
                or other[3] - 2 <= one[1] + 2
                or one[4] <= other[2]
                or other[4] <= one[2]
            )
            assert apart, (name, one[0], other[0])
        told = {text[0] for text in texts}
        assert {"东溪县", "西岭县"} <= told, name
        numbered |= {text for text in told if text.startswith("9901") and len(text) == 8}
    # Where there are sheets for it, each marker's number is on one of them.
    assert numbered == set(world.markers)


def test_a_map_shows_what_each_side_walked_and_the_gaps_r3_8(made: Made) -> None:
    whole = (made.folder / "maps/overview.svg").read_bytes()
    assert {"#0b62a4", "#b35900", "#d7191c"} <= colours_of(whole)
    assert b"url(#hatch)" in whole
    own = report_of(made.engine, made.world.inspection, "990121").files["maps/overview.svg"]
    assert "#0b62a4" in colours_of(own)
    assert "#b35900" not in colours_of(own)


def test_a_map_refers_to_nothing_outside(made: Made) -> None:
    for path in (made.folder / "maps").iterdir():
        told = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http" not in told
        assert "href" not in told


@settings(deadline=None)
@given(length=st.floats(1.0, 2_000_000.0))
def test_the_sheets_follow_each_other_over_the_whole_line(length: float) -> None:
    overview, *sheets = sheets_of(length)
    assert (overview.from_m, overview.to_m) == (0, length)
    assert (length > SHEET_M) == bool(sheets)
    for before, after in pairwise(sheets):
        assert before.to_m == pytest.approx(after.from_m)
    if sheets:
        assert sheets[0].from_m == 0
        assert sheets[-1].to_m == pytest.approx(length)
        assert all(sheet.to_m - sheet.from_m <= SHEET_M + 1e-6 for sheet in sheets)


@settings(deadline=None)
@given(length=st.floats(10.0, 2_000_000.0))
def test_ticks_are_as_many_as_can_be_read(length: float) -> None:
    assert 4 <= length / tick_step(length) <= 13
    assert length / 10 <= nice_length(length) * 4
    assert nice_length(length) <= length


@settings(deadline=None, max_examples=50)
@given(
    lon=st.floats(75, 134),
    lat=st.floats(18, 53),
    off=st.floats(-2.5, 2.5),
    metres=st.floats(2.0, 900.0),
)
def test_north_is_true_and_the_bar_is_geodesic(
    lon: float, lat: float, off: float, metres: float
) -> None:
    # A map whose meridian is not in its middle: grid north is not true north there.
    local = Local(lon + off)
    here = local.xy(np.array([[lon, lat]]))[0]
    frame = Frame(
        local, here[0] - 500 * metres, here[1] - 300 * metres, metres, 0, 0, 1000.0, 600.0
    )
    arrow = north_arrow(frame, Room((0, 0, 1000, 600)), LineString())
    found = re.search(r"rotate\((-?[\d.]+)\)", arrow)
    assert found is not None
    convergence = math.degrees(
        math.atan(math.tan(math.radians(lon - local.lon)) * math.sin(math.radians(lat)))
    )
    assert float(found[1]) == pytest.approx(-convergence, abs=0.05)
    bar = scale_bar(frame)
    wide = sum(float(width) for width in re.findall(r'width="([\d.]+)" height="7"', bar))
    told = re.search(r">([\d.]+) (千米|米)<", bar)
    assert told is not None
    length = float(told[1]) * (1000 if told[2] == "千米" else 1)
    ahead = CGCS2000.fwd(lon, lat, 90, length)
    drawn = local.xy(np.array([[lon, lat], [ahead[0], ahead[1]]]))
    assert wide == pytest.approx(float(np.hypot(*(drawn[1] - drawn[0]))) / metres, abs=0.4)


@settings(deadline=None, max_examples=30)
@given(
    length_km=st.floats(0.5, 900),
    west=st.floats(75, 120),
    lat=st.floats(20, 50),
)
def test_a_window_holds_its_line(length_km: float, west: float, lat: float) -> None:
    course = Course.of(winding_line(length_km, west=west, lat=lat))
    local = Local(course.at(course.length_m / 2)[0])
    frame = Frame.about(
        local, local.project(course.line), left=12, top=62, width=976, least=500, most=880
    )
    assert frame.box.contains(frame.drawn(course.line))
    west_, south, east, north = frame.degrees()
    bounds = course.line.bounds
    assert west_ < bounds[0]
    assert south < bounds[1]
    assert east > bounds[2]
    assert north > bounds[3]


def test_widths_of_chinese_and_other_signs() -> None:
    assert width_of("界桩", 10) == 20
    assert width_of("ab", 10) == pytest.approx(11.6)


@pytest.fixture(scope="module")
def whole_report(made: Made) -> Report:
    """Of the inspection of the module, made once."""
    return report_of(made.engine, made.world.inspection)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_line_gives_maps_that_can_be_read(whole_report: Report, data: st.DataObject) -> None:
    # Lines that cross themselves, turn back, or are metres long; tracks anywhere.
    size = data.draw(st.sampled_from([0.0005, 0.05, 0.4]))
    degrees = st.floats(0, size).map(lambda one: round(one, 6))
    places = data.draw(st.lists(st.tuples(degrees, degrees), min_size=2, max_size=12, unique=True))
    line = LineString([(116 + x, 30 + y) for x, y in places])
    course = Course.of(line)
    shares = sorted(data.draw(st.lists(st.floats(0, 1), max_size=8)))
    kinds = data.draw(st.lists(st.sampled_from(["not_walked", "unknown"]), min_size=8, max_size=8))
    parts = [
        {"from_m": begin * course.length_m, "to_m": end * course.length_m, "kind": kind}
        for begin, end, kind in zip(shares[::2], shares[1::2], kinds, strict=False)
        if begin < end
    ]
    report = whole_report
    results = {
        side: replace(report.facts.coverage[side], parts=parts)
        for side in ("left", "right", "both")
    }
    markers = [
        replace(marker, lon=116 + x, lat=30 + y)
        for marker, (x, y) in zip(report.facts.markers, places, strict=False)
    ]
    facts = replace(report.facts, course=course, coverage=results, markers=markers)
    content = MapContent(facts, course, {"left": [line], "right": []}, Imprint())
    for sheet in sheets_of(course.length_m):
        frame = frame_of(content, sheet)
        for drawn in (draw_sheet(content, sheet, frame, []), draw_strip(facts, course, sheet)):
            root = ElementTree.fromstring(drawn)
            assert root.tag == f"{SVG}svg"
            assert "nan" not in drawn
            assert "inf" not in drawn
