"""A second vintage in the database: what it cuts, and that it is a new fact in system time."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from division_files import feature, rows, write_features, write_history
from sqlalchemy import Engine

from ingest.divisions.claims.history import load_division_history
from ingest.divisions.coverage.areas import build_areas
from ingest.divisions.coverage.register import read_lineage, read_list_days
from ingest.divisions.coverage.second_vintages import read_second_vintages
from ingest.divisions.derivation.registry import derive_registry
from ingest.divisions.polygons.shapes import load_division_shapes
from spatial.division_codes import Level
from spatial.temporal import Basis

BEFORE, AFTER = date(2001, 12, 31), date(2005, 12, 31)


def strip(west: float, east: float) -> dict[str, Any]:
    """A tenth of a degree high: 11 km."""
    ring = [[west, 30.0], [east, 30.0], [east, 30.1], [west, 30.1], [west, 30.0]]
    return {"type": "Polygon", "coordinates": [ring]}


def load_vintage(engine: Engine, folder: Path, name: str, drawn: str, limit: float) -> None:
    """甲县 west and 乙县 east of the limit."""
    path = write_features(
        folder,
        [
            feature(strip(110.0, limit), code="982121", name="甲县"),
            feature(strip(limit, 110.4), code="982122", name="乙县"),
        ],
        f"{name}.geojson",
    )
    load_division_shapes(
        engine, path, vintage=name, drawn_as_of=drawn, level="county", crs="EPSG:4490",
        code_field="code", name_field="name", role="base" if name == "base" else "second",
    )  # fmt: skip


@pytest.fixture
def uncut(engine: Engine, tmp_path: Path) -> Engine:
    """Two counties drawn for 2005; a part moved from 甲县 to 乙县 in 2003."""
    load_division_history(engine, write_history(tmp_path))
    derive_registry(engine)
    load_vintage(engine, tmp_path, "base", "2005-12-31", 110.1)
    build_areas(engine)
    return engine


def widths(engine: Engine, day: date, known_at: datetime | str = "infinity") -> dict[str, Any]:
    """Grade and width in degrees of each county on the day, as was known then."""
    found = rows(
        engine,
        "SELECT name, grade, ST_XMax(geom) - ST_XMin(geom) AS width FROM division_area"
        " WHERE level = 'county' AND valid @> CAST(:day AS date)"
        " AND known @> CAST(:known_at AS timestamptz)",
        day=day,
        known_at=known_at,
    )
    return {row.name: (row.grade, round(row.width, 6)) for row in found}


def test_before_a_second_vintage_comes_the_limit_is_only_about_right(uncut: Engine) -> None:
    assert widths(uncut, BEFORE) == {"甲县": ("approximate", 0.1), "乙县": ("approximate", 0.3)}


def test_a_second_vintage_cuts_the_part_that_moved(uncut: Engine, tmp_path: Path) -> None:
    load_vintage(uncut, tmp_path, "second", "2002-12-31", 110.25)
    build_areas(uncut)
    assert widths(uncut, BEFORE) == {"甲县": ("cut", 0.25), "乙县": ("cut", 0.15)}
    assert widths(uncut, AFTER) == {"甲县": ("held", 0.1), "乙县": ("held", 0.3)}
    atoms = rows(uncut, "SELECT code FROM division_atom WHERE upper_inf(known) ORDER BY code")
    assert [row.code for row in atoms] == ["982121", "982122~982121", "982122~982122"]


def test_r1_4_what_was_drawn_before_the_second_vintage_came_is_still_answered(
    uncut: Engine, tmp_path: Path
) -> None:
    before = widths(uncut, BEFORE)
    [now] = rows(uncut, "SELECT clock_timestamp() AS instant")
    load_vintage(uncut, tmp_path, "second", "2002-12-31", 110.25)
    build_areas(uncut)
    assert widths(uncut, BEFORE) != before
    assert widths(uncut, BEFORE, now.instant) == before


def test_a_second_vintage_that_shows_nothing_of_the_move_cuts_nothing(
    uncut: Engine, tmp_path: Path
) -> None:
    load_vintage(uncut, tmp_path, "second", "2002-12-31", 110.102)
    build_areas(uncut)
    assert widths(uncut, BEFORE) == {"甲县": ("approximate", 0.1), "乙县": ("approximate", 0.3)}


def test_a_second_vintage_shows_the_newest_list_at_its_drawing(
    uncut: Engine, tmp_path: Path
) -> None:
    load_vintage(uncut, tmp_path, "older", "2001-06-30", 110.2)
    load_vintage(uncut, tmp_path, "newer", "2002-12-31", 110.25)
    with uncut.connect() as connection:
        lineage = read_lineage(connection, Basis.LIST, read_list_days(connection)[0]).lineage
        found = read_second_vintages(connection, lineage, Level.COUNTY)
    assert [(one.name, one.moment) for one in found] == [
        ("newer", date(2002, 12, 31)),
        ("older", date(2000, 12, 31)),
    ]
    assert [shape.code for shape in found[0].shapes] == ["982121", "982122"]
