"""References of markers and tripoints: what is registered and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from division_files import reasons, rows
from register_files import line, lines_file, table_file
from sqlalchemy import Engine

from ingest.boundaries.lines import load_boundary_register
from ingest.boundaries.markers import load_boundary_markers
from ingest.boundaries.references import load_boundary_references
from ingest.boundaries.tripoints import load_tripoints
from spatial.errors import SourceRefused

REFERENCES = "line_number,marker_number,name,bearing,distance_m,valid_from,valid_to,ordinal"
TRIPOINTS = "name,codes,lines,monument,lon,lat,accuracy_m,valid_from,valid_to,crs"


@pytest.fixture
def registered(engine: Engine, tmp_path: Path) -> Engine:
    """A line with one marker."""
    load_boundary_register(engine, lines_file(tmp_path, line()), crs="EPSG:4490")
    header = "number,line_name,line_number,lon,lat,valid_from,valid_to,state"
    marker = "9899001Q,虚彼线,9899,110.0,30.0,1995-06-01,,完好"
    load_boundary_markers(engine, table_file(tmp_path, header, marker))
    return engine


def test_references_of_a_marker_stand_in_order_r3_1(registered: Engine, tmp_path: Path) -> None:
    report = load_boundary_references(
        registered,
        table_file(
            tmp_path, REFERENCES,
            "9899,9899001Q,独立树,123°30',35.5,1995-06-01,,",
            "9899,9899001Q,石桥,0,120,1995-06-01,,",
            "9899,9899002Q,水井,359.99,4,1995-06-01,,7",
        ),
    )  # fmt: skip
    assert (report.accepted, report.repaired, report.refused) == (3, 1, 0)
    assert reasons(registered, "repaired") == [
        "marker 9899002Q: no such marker of the line is registered"
    ]
    stored = rows(
        registered,
        "SELECT marker_number, ordinal, name, bearing_deg, distance_m FROM boundary_reference"
        " ORDER BY 1, 2",
    )
    assert [tuple(row) for row in stored] == [
        ("9899001Q", 1, "独立树", 123.5, 35.5),
        ("9899001Q", 2, "石桥", 0.0, 120.0),
        ("9899002Q", 7, "水井", 359.99, 4.0),
    ]


def test_newer_references_of_a_marker_stand_for_the_older_ones_r3_1(
    registered: Engine, tmp_path: Path
) -> None:
    old = ("9899,9899001Q,独立树,10,35,1995-06-01,,", "9899,9899001Q,石桥,20,5,1995-06-01,,")
    load_boundary_references(registered, table_file(tmp_path, REFERENCES, *old))
    new = "9899,9899001Q,新桥,30,6,2015-01-01,,"
    load_boundary_references(registered, table_file(tmp_path, REFERENCES, new))
    held = rows(
        registered,
        "SELECT name, lower(valid)::text AS a, upper(valid)::text AS b FROM boundary_reference"
        " WHERE upper_inf(known) ORDER BY a, ordinal",
    )
    assert [tuple(row) for row in held] == [
        ("独立树", "1995-06-01", "2015-01-01"),
        ("石桥", "1995-06-01", "2015-01-01"),
        ("新桥", "2015-01-01", None),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9877,9877001Q,树,1,1,1995-06-01,,", "no line '9877' is registered"),
        ("9899,1号,树,1,1,1995-06-01,,", "is no marker number"),
        ("9899,9899001Q,,1,1,1995-06-01,,", "name is missing"),
        ("9899,9899001Q,树,360,1,1995-06-01,,", "360 excluded"),
        ("9899,9899001Q,树,东北,1,1995-06-01,,", "degrees from true north"),
        ("9899,9899001Q,树,1°60',1,1995-06-01,,", "60 minutes"),
        ("9899,9899001Q,树,1,-1,1995-06-01,,", "distance_m"),
        ("9899,9899001Q,树,1,,1995-06-01,,", "distance_m"),
        ("9899,9899001Q,树,1,1,,,", "valid_from is missing"),
        ("9899,9899001Q,树,1,1,1995-06-01,,1", "reference 1 of 9899001Q stands already"),
    ],
)
def test_reference_that_cannot_be_is_quarantined_r3_1(
    registered: Engine, tmp_path: Path, row: str, reason: str
) -> None:
    good = "9899,9899001Q,独立树,123.5,35.5,1995-06-01,,1"
    report = load_boundary_references(registered, table_file(tmp_path, REFERENCES, good, row))
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(registered, "refused")
    assert reason in said


def test_tripoint_is_registered_with_its_units_and_lines_r3_1(
    registered: Engine, tmp_path: Path
) -> None:
    report = load_tripoints(
        registered,
        table_file(
            tmp_path, TRIPOINTS,
            "虚彼三交点,990000 98 970000,9899 9897,9899001Q,110,30,0.2,1995-06-01,,",
        ),
    )  # fmt: skip
    assert (report.accepted, report.repaired) == (1, 1)
    assert reasons(registered, "repaired") == ["tripoint 虚彼三交点: no line '9897' is registered"]
    [stored] = rows(registered, "SELECT codes, lines, monument, ST_X(geom) AS lon FROM tripoint")
    assert tuple(stored) == (
        ["970000", "980000", "990000"], ["9899", "9897"], "9899001Q", 110.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",990000 98 97,,,110,30,,1995-06-01,,", "name is missing"),
        ("甲,990000 99 98,,,110,30,,1995-06-01,,", "three units or more"),
        ("甲,990000 98 9,,,110,30,,1995-06-01,,", "is no division code"),
        ("甲,99 98 97,,,110,,,1995-06-01,,", "is no position"),
        ("三,99 98 97,,,110,30,,1999-06-01,,", "tripoint 三 stands already"),
    ],
)
def test_tripoint_that_cannot_be_is_quarantined_r3_1(
    registered: Engine, tmp_path: Path, row: str, reason: str
) -> None:
    good = "三,99 98 97,,,110,30,,1995-06-01,,"
    report = load_tripoints(registered, table_file(tmp_path, TRIPOINTS, good, row))
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(registered, "refused")
    assert reason in said


def test_files_with_nothing_to_register_leave_nothing_r3_1(
    registered: Engine, tmp_path: Path
) -> None:
    with pytest.raises(SourceRefused, match="no reference"):
        load_boundary_references(registered, table_file(tmp_path, REFERENCES))
    with pytest.raises(SourceRefused, match="no tripoint"):
        load_tripoints(registered, table_file(tmp_path, TRIPOINTS))
    with pytest.raises(SourceRefused, match="lacks the columns codes"):
        load_tripoints(registered, table_file(tmp_path, TRIPOINTS.replace("codes,", "")))
