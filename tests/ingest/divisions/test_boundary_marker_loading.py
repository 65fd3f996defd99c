"""Boundary markers: number, line, position, period, state; and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from division_files import counts, reasons, rows
from sqlalchemy import Engine

from ingest.divisions.polygons.markers import load_boundary_markers
from spatial.errors import SourceRefused

HEADER = "number,line_name,lon,lat,valid_from,valid_to,state"
GOOD = "1,甲乙线,110.5,30.25,1995-06-01,,完好"


def write(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "markers.csv"
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def test_markers_are_stored_with_position_period_and_state(engine: Engine, tmp_path: Path) -> None:
    renewed = "1,甲乙线,110.5,30.25,1990-01-01,1995-06-01,损毁"
    report = load_boundary_markers(engine, write(tmp_path, GOOD, renewed))
    assert (report.accepted, report.refused) == (2, 0)
    stored = rows(
        engine,
        "SELECT number, line_name, state, ST_X(geom), ST_Y(geom), ST_SRID(geom), lower(valid),"
        " upper(valid) FROM boundary_marker ORDER BY lower(valid)",
    )
    place = (110.5, 30.25, 4490)
    assert [tuple(row) for row in stored] == [
        ("1", "甲乙线", "损毁", *place, date(1990, 1, 1), date(1995, 6, 1)),
        ("1", "甲乙线", "完好", *place, date(1995, 6, 1), None),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",甲乙线,110,30,1990-01-01,,", "a marker needs its number"),
        ("2,,110,30,1990-01-01,,", "the name of its line"),
        ("2,甲乙线,东经,30,1990-01-01,,", "is no position"),
        ("2,甲乙线,,30,1990-01-01,,", "is no position"),
        ("2,甲乙线,30,110,1990-01-01,,", "latitude 110.0 is not on the earth"),
        ("2,甲乙线,nan,30,1990-01-01,,", "is not on the earth"),
        ("2,甲乙线,110,inf,1990-01-01,,", "is not on the earth"),
        ("2,甲乙线,110,30,,,", "'' is no date"),
        ("2,甲乙线,110,30,1990-13-01,,", "not in the calendar"),
        ("2,甲乙线,110,30,1990-01-01,1990-01-01,", "not after its start"),
        ("1,甲乙线,110,30,1990-01-01,1995-06-02,", "marker 1 of 甲乙线 stands already"),
    ],
)
def test_row_that_says_something_impossible_is_refused(
    engine: Engine, tmp_path: Path, line: str, reason: str
) -> None:
    report = load_boundary_markers(engine, write(tmp_path, GOOD, line))
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(engine, "refused")
    assert said.startswith("line 3: ")
    assert reason in said


def test_marker_that_an_earlier_source_stored_is_refused(engine: Engine, tmp_path: Path) -> None:
    load_boundary_markers(engine, write(tmp_path, GOOD))
    other = "1,甲丙线,110.5,30.25,1995-06-01,,完好"
    report = load_boundary_markers(engine, write(tmp_path, GOOD, other))
    assert (report.accepted, report.refused) == (1, 1)


def test_file_without_columns_or_markers_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="lacks the columns state"):
        load_boundary_markers(engine, write(tmp_path, GOOD, header=HEADER[:-6]))
    with pytest.raises(SourceRefused, match="no boundary marker that could be stored"):
        load_boundary_markers(engine, write(tmp_path, GOOD.replace("30.25", "x")))
    assert counts(engine, "boundary_marker", "ingest_remark") == {
        "boundary_marker": 0,
        "ingest_remark": 0,
    }


def test_second_load_of_the_same_markers_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    load_boundary_markers(engine, write(tmp_path, GOOD))
    assert load_boundary_markers(engine, write(tmp_path, GOOD)).status == "unchanged"
    assert counts(engine, "boundary_marker") == {"boundary_marker": 1}
