"""Proposals from polygons, and the check of registered lines against them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from area_rows import store_areas
from register_files import line, lines_file
from registry_rows import store_registry
from sqlalchemy import Engine, text

from ingest.boundaries.lines import load_boundary_register
from spatial.boundaries.disagreement import disagreement_of
from spatial.boundaries.proposals import derive_proposals, lines_between, proposals_of
from spatial.boundaries.register import boundary_on
from spatial.division_codes import Level
from spatial.errors import BadParameter, BeforeTheRecord, NoCourse

DAY = date(2019, 6, 1)
AFTER = date(2021, 6, 1)


@pytest.fixture
def drawn(engine: Engine) -> Engine:
    """邢台: 桥东区 (a) | 桥西区 (b) in the south, 邢台县 (c, d) north of both until 2020."""
    store_registry(engine)
    store_areas(
        engine,
        {"a": (114.0, 37.0), "b": (115.0, 37.0), "c": (114.0, 38.0), "d": (115.0, 38.0)},
        [
            ("130502", DAY, "a"),
            ("130503", DAY, "b"),
            ("130521", DAY, "cd"),
            ("130502", AFTER, "ac"),
            ("130503", AFTER, "bd"),
        ],
    )
    return engine


def test_lines_of_all_pairs_of_a_day_are_stored_with_their_length_r3_9(drawn: Engine) -> None:
    with drawn.begin() as connection:
        assert derive_proposals(connection, Level.COUNTY, DAY) == 3
        assert derive_proposals(connection, Level.COUNTY, AFTER) == 1
        total, found = proposals_of(connection, day=DAY, with_geometry=True)
    assert total == 3
    assert [(one.left_code, one.right_code) for one in found] == [
        ("130502", "130503"), ("130502", "130521"), ("130503", "130521"),
    ]  # fmt: skip
    # A degree of latitude at 37.5° is 110,987 m; one of longitude at 38° is 87,832 m.
    assert [round(one.length_m, -1) for one in found] == [110_990, 87_830, 87_830]
    assert all(one.geometry and "MultiLineString" in one.geometry for one in found)


def test_deriving_again_replaces_and_two_units_alone_leave_the_others_r3_9(drawn: Engine) -> None:
    with drawn.begin() as connection:
        derive_proposals(connection, Level.COUNTY, DAY)
        derive_proposals(connection, Level.COUNTY, DAY)
        first = {one.id for one in proposals_of(connection)[1]}
        assert derive_proposals(connection, Level.COUNTY, DAY, ("130521", "130502")) == 1
        again = proposals_of(connection, division="130521")[1]
        assert proposals_of(connection)[0] == 3
    assert len(first) == 3
    assert [one.id in first for one in again] == [False, True]


def test_proposals_are_never_rows_of_the_register_r3_9(drawn: Engine) -> None:
    with drawn.begin() as connection:
        derive_proposals(connection, Level.COUNTY, DAY)
        held = connection.execute(
            text(
                "SELECT (SELECT count(*) FROM boundary) + (SELECT count(*) FROM boundary_fact)"
                " + (SELECT count(*) FROM boundary_segment)"
            )
        ).scalar_one()
    assert held == 0


def test_units_without_a_common_line_are_told_r3_9(drawn: Engine) -> None:
    with drawn.begin() as connection:
        with pytest.raises(BadParameter, match="130521 and 130999 share no line on 2019-06-01"):
            derive_proposals(connection, Level.COUNTY, DAY, ("130521", "130999"))
        with pytest.raises(BeforeTheRecord):
            lines_between(connection, Level.COUNTY, date(1950, 1, 1))
        with pytest.raises(BadParameter, match="level village"):
            lines_between(connection, Level.VILLAGE, DAY)
        assert lines_between(connection, Level.TOWNSHIP, DAY) == []


def register_line(engine: Engine, folder: Path, bend_deg: float) -> None:
    """The line between 桥东区 and 桥西区, that bends to the east in its middle."""
    load_boundary_register(
        engine,
        lines_file(
            folder,
            line(
                [(115.0, 37.0), (115.0, 37.4), (115.0 + bend_deg, 37.5), (115.0, 37.6),
                 (115.0, 38.0)],
                number="0203", level="county", left_code="130502", right_code="130503",
            ),
        ),
        crs="EPSG:4490",
    )  # fmt: skip


def test_registered_line_is_compared_and_never_mended_r3_9(drawn: Engine, tmp_path: Path) -> None:
    register_line(drawn, tmp_path, 0.01)
    with drawn.connect() as connection:
        held = boundary_on(connection, "0203", DAY)
        before = connection.execute(text("SELECT ST_AsText(geom) FROM boundary_segment")).all()
        wide = disagreement_of(connection, held, DAY, 1000.0)
        narrow = disagreement_of(connection, held, DAY, 100.0)
        later = disagreement_of(connection, held, AFTER, 100.0)
        after = connection.execute(text("SELECT ST_AsText(geom) FROM boundary_segment")).all()
    assert wide.comparable
    assert (wide.parts, wide.beyond) == ((), ())
    assert wide.border_m == pytest.approx(110_987, abs=5)
    # 0.01 degree of longitude at 37.5° is 884.0 m; the bend begins 44,394 m from the beginning.
    [part] = narrow.parts
    assert part.greatest_m == pytest.approx(884, abs=2)
    assert (part.lon, part.lat) == pytest.approx((115.01, 37.5), abs=1e-4)
    assert part.from_m == pytest.approx(44_394 + 11_134 * 100 / 884, abs=30)
    # The whole triangle is 884 m × 22,199 m / 2; beyond the tolerance lies all but its two tips.
    assert part.area_m2 == pytest.approx((1 - (100 / 884) ** 2) * 884 * 22_199 / 2, rel=0.01)
    assert len(narrow.beyond) == 1
    # After 2020 both have the north as well: the border goes on where the line has ended.
    assert len(later.beyond) == 2
    assert later.beyond[1].greatest_m == pytest.approx(111_000, rel=0.01)
    assert before == after


def test_line_without_polygons_or_course_is_told_r3_9(drawn: Engine, tmp_path: Path) -> None:
    load_boundary_register(
        drawn,
        lines_file(
            tmp_path,
            line(number="0299", level="county", left_code="130502", right_code="130599"),
        ),
        crs="EPSG:4490",
    )
    with drawn.begin() as connection:
        held = boundary_on(connection, "0299", DAY)
        found = disagreement_of(connection, held, DAY, 100.0)
        assert (found.comparable, found.border_m, found.parts) == (False, None, ())
        with pytest.raises(BadParameter, match="not above 0"):
            disagreement_of(connection, held, DAY, 0)
        connection.execute(
            text("UPDATE boundary_segment SET known = tstzrange(lower(known), clock_timestamp())")
        )
        with pytest.raises(NoCourse):
            disagreement_of(connection, held, DAY, 100.0)
