"""Legal lines: what is registered, what is refused, and what a newer source does to older rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
from division_files import counts, reasons, rows
from pyproj import Transformer
from register_files import line, lines_file
from shapely import LineString
from sqlalchemy import Engine, text

from ingest.boundaries.lines import load_boundary_register
from spatial.boundaries.register import boundaries_on, boundary_on, course_on, segments_on
from spatial.errors import BadParameter, SourceRefused, UnknownBoundary

DAY = date(2020, 1, 1)


def load(engine: Engine, folder: Path, *features: dict[str, Any], **more: Any) -> Any:
    return load_boundary_register(
        engine, lines_file(folder, *features), **({"crs": "EPSG:4490"} | more)
    )


def test_line_is_registered_with_its_facts_and_segments_r3_1(
    engine: Engine, tmp_path: Path
) -> None:
    facts = {
        "approved_by": "国务院",
        "agreement": "虚彼线协议书",
        "agreed_on": "1994-12-01",
        "stated_m": 9650,
        "document": "ab" * 32,
        "note": "复核",
    }
    report = load(
        engine, tmp_path,
        line([(110.06, 30.0), (110.1, 30.0)], ordinal=2, feature="山脊", **facts),
        line([(110.0, 30.0), (110.06, 30.0)], ordinal=1, feature="河流", accuracy_m=0.5,
             from_marker="9899001Q", to_marker="9899002A", **facts),
    )  # fmt: skip
    assert (report.accepted, report.repaired, report.refused) == (2, 0, 0)
    with engine.connect() as connection:
        held = boundary_on(connection, "9899", DAY)
        segments = segments_on(connection, held.id, DAY)
        course = course_on(connection, held.id, DAY)
    assert (held.name, held.level, held.left_code, held.right_code) == (
        "虚彼线", "province", "980000", "990000",
    )  # fmt: skip
    assert (held.valid_from, held.valid_to) == (date(1995, 6, 1), None)
    assert (held.approved_by, held.agreement, held.agreed_on) == (
        "国务院", "虚彼线协议书", date(1994, 12, 1),
    )  # fmt: skip
    assert (held.document, held.stated_m, held.note) == ("ab" * 32, 9650, "复核")
    assert [(one.feature, one.accuracy_m, one.from_marker) for one in segments] == [
        ("河流", 0.5, "9899001Q"),
        ("山脊", None, None),
    ]
    assert segments[0].to_m == segments[1].from_m
    assert course.length_m == pytest.approx(9648.6, abs=0.1)


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"number": None}, "number is missing"),
        ({"name": " "}, "name is missing"),
        ({"level": "国界"}, "unknown level of a line '国界'"),
        ({"number": "98"}, "numbers no provincial line"),
        ({"left_code": "98-00"}, "is no division code"),
        ({"right_code": "980000000000"}, "980000 stands on both sides"),
        ({"valid_from": None}, "valid_from is missing"),
        ({"valid_from": "1995-02-30"}, "not in the calendar"),
        ({"valid_to": "1995-06-01"}, "not after its start"),
        ({"stated_m": 0}, "stated_m 0 is not above 0"),
        ({"stated_m": "长"}, "is no number"),
        ({"accuracy_m": -1}, "is not above 0"),
        ({"ordinal": 0}, "ordinal 0 is none"),
        ({"ordinal": 2}, "the ordinals of its segments are [2], not 1 to 1"),
        ({"document": "abc"}, "is no SHA-256"),
        ({"agreed_on": "去年"}, "is no date"),
    ],
)
def test_line_that_says_something_impossible_is_quarantined_r3_1(
    engine: Engine, tmp_path: Path, properties: dict[str, Any], reason: str
) -> None:
    good = line(number="9877", name="另一线")
    report = load(engine, tmp_path, good, line(**properties))
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(engine, "refused")
    assert reason in said
    assert said.startswith("feature 2")


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "geometry"),
        ({"type": "Point", "coordinates": [110, 30]}, "a Point"),
        ({"type": "LineString", "coordinates": [[110, 30], [110, 30]]}, "without length"),
        ({"type": "LineString", "coordinates": [[110, 30], [110, 95]]}, "not on the earth"),
        (
            {"type": "MultiLineString", "coordinates": [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]},
            "MultiLineString of 2 parts",
        ),
        (
            {
                "type": "LineString",
                "coordinates": [[110, 30], [110.1, 30], [110.1, 30.1], [110.05, 29.9]],
            },
            "the line crosses itself",
        ),
    ],
)
def test_geometry_that_is_no_line_is_quarantined_r3_1(
    engine: Engine, tmp_path: Path, geometry: Any, reason: str
) -> None:
    broken = line() | {"geometry": geometry}
    report = load(engine, tmp_path, line(number="9877"), broken)
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(engine, "refused")
    assert reason in said


def test_segments_that_do_not_meet_within_a_metre_are_refused_r3_1(
    engine: Engine, tmp_path: Path
) -> None:
    first = line([(110.0, 30.0), (110.05, 30.0)])
    near = line([(110.05, 30.000008), (110.1, 30.0)])  # 0.9 m
    far = line([(110.05, 30.00001), (110.1, 30.0)])  # 1.1 m
    with pytest.raises(SourceRefused, match="no line that could be registered"):
        load(engine, tmp_path, first, far)
    load(engine, tmp_path, first, near)
    with engine.connect() as connection:
        held = boundary_on(connection, "9899", DAY)
        _, second = segments_on(connection, held.id, DAY)
    # As it came: nothing is moved to close the gap.
    assert second.line.coords[0] == (110.05, 30.000008)


def test_line_is_whole_or_not_at_all_r3_1(engine: Engine, tmp_path: Path) -> None:
    report = load(
        engine, tmp_path,
        line([(110.0, 30.0), (110.05, 30.0)], number="9877"),
        line([(110.0, 30.0), (110.05, 30.0)]),
        line([(110.05, 30.0), (110.1, 30.0)], accuracy_m=-1),
    )  # fmt: skip
    assert (report.accepted, report.refused) == (1, 2)
    assert "feature 2 line 9899: a segment of the line was refused" in reasons(engine, "refused")
    with engine.connect() as connection, pytest.raises(UnknownBoundary):
        boundary_on(connection, "9899", DAY)


def test_features_that_contradict_each_other_are_refused_r3_1(
    engine: Engine, tmp_path: Path
) -> None:
    report = load(
        engine, tmp_path,
        line([(110.0, 30.0), (110.05, 30.0)]),
        line([(110.05, 30.0), (110.1, 30.0)], name="他名"),
        line(number="9877"),
        line(number="9877", valid_from="2010-01-01"),
    )  # fmt: skip
    assert (report.accepted, report.refused) == (1, 3)
    said = reasons(engine, "refused")
    assert any("say different things of the line" in one for one in said)
    assert any("two things of the same days" in one for one in said)


def test_stated_length_far_from_the_computed_one_is_a_remark_r3_1(
    engine: Engine, tmp_path: Path
) -> None:
    report = load(engine, tmp_path, line(stated_m=9700), line(number="9877", stated_m=9800))
    assert (report.accepted, report.repaired, report.refused) == (2, 1, 0)
    assert reasons(engine, "repaired") == [
        "line 9877: its stated length is 9800 m, the computed one 9649 m (-1.5%)"
    ]


def test_same_source_twice_changes_nothing_r3_1(engine: Engine, tmp_path: Path) -> None:
    assert load(engine, tmp_path, line()).status == "loaded"
    assert load(engine, tmp_path, line()).status == "unchanged"
    # Another file that says the same of this line: nothing of it ends either.
    load(engine, tmp_path, line(), line(number="9877"))
    assert counts(engine, "boundary", "boundary_fact", "boundary_segment") == {
        "boundary": 2, "boundary_fact": 2, "boundary_segment": 2,
    }  # fmt: skip


def test_newer_source_ends_what_was_known_and_old_answers_can_be_given_again_r3_1(
    engine: Engine, tmp_path: Path
) -> None:
    load(engine, tmp_path, line(), line([(110.0, 30.0), (110.05, 30.01)], number="9877"))
    with engine.connect() as connection:
        before = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    load(engine, tmp_path, line([(110.0, 30.0), (110.2, 30.0)], valid_from="2010-01-01", name="新"))
    with engine.connect() as connection:
        old = boundary_on(connection, "9899", date(2009, 12, 31))
        new = boundary_on(connection, "9899", date(2010, 1, 1))
        then = boundary_on(connection, "9899", date(2010, 1, 1), known_at=before)
        assert (old.name, old.valid_to, new.name, then.name, then.valid_to) == (
            "虚彼线", date(2010, 1, 1), "新", "虚彼线", None,
        )  # fmt: skip
        lengths = [
            course_on(connection, old.id, day, known_at=known).length_m
            for day, known in (
                (date(2009, 12, 31), None), (date(2010, 1, 1), None), (date(2010, 1, 1), before),
            )
        ]  # fmt: skip
        assert lengths == pytest.approx([9648.6, 19297.2, 9648.6], abs=0.2)
        assert boundaries_on(connection, DAY)[0] == 2
    for table in ("boundary_fact", "boundary_segment"):
        [found] = rows(
            engine,
            f"SELECT count(*) AS n, count(*) FILTER (WHERE upper_inf(known)) AS now FROM {table}",
        )
        assert (found.n, found.now) == (4, 3)


def test_new_course_of_fewer_segments_leaves_none_of_the_old_r3_1(
    engine: Engine, tmp_path: Path
) -> None:
    load(
        engine, tmp_path,
        line([(110.0, 30.0), (110.05, 30.0)]), line([(110.05, 30.0), (110.1, 30.0)]),
    )  # fmt: skip
    load(engine, tmp_path, line(), line(number="9877"))
    with engine.connect() as connection:
        held = boundary_on(connection, "9899", DAY)
        assert len(segments_on(connection, held.id, DAY)) == 1


@pytest.mark.parametrize(
    ("name", "level", "number"),
    [("lines.gpkg", "县级", "990102-01"), ("lines.shp", "省", "9899")],
)
def test_register_comes_as_geopackage_and_shapefile_in_gauss_kruger_too_r3_1(
    engine: Engine, tmp_path: Path, name: str, level: str, number: str
) -> None:
    said = line(level=level, number=number, agreement="协议", description="沿河")["properties"]
    # Metres of the zone about 111°E: 110°E to 110.1°E at 30°N, by pyproj.
    places = Transformer.from_crs("EPSG:4490", "EPSG:4525", always_xy=True).transform(
        [110.0, 110.1], [30.0, 30.0]
    )
    pyogrio.raw.write(
        tmp_path / name,
        np.array([LineString(np.column_stack(places)).wkb], dtype=object),
        [np.array([value], dtype=object) for value in said.values()],
        # A shapefile keeps ten characters of a name.
        [key[:10] if name.endswith(".shp") else key for key in said],
        geometry_type="LineString",
        crs="EPSG:4525",
        encoding="utf-8",
    )
    load_boundary_register(engine, tmp_path / name, crs="EPSG:4525")
    with engine.connect() as connection:
        held = boundary_on(connection, number, DAY)
        [segment] = segments_on(connection, held.id, DAY)
    assert (held.agreement, segment.description) == ("协议", "沿河")
    assert segment.source_crs == "EPSG:4525"
    assert list(segment.line.coords[0]) == pytest.approx([110.0, 30.0], abs=1e-8)


def test_system_that_nobody_can_convert_is_refused_r3_1(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="without the parameters"):
        load(engine, tmp_path, line(), crs="EPSG:4610")
    with pytest.raises(SourceRefused, match="hold"):
        load(engine, tmp_path)
