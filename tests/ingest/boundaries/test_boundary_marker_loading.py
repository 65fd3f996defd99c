"""Boundary markers: number, line, position, period, state, upkeep; and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from division_files import counts, reasons, rows
from register_files import line, lines_file
from sqlalchemy import Engine

from ingest.boundaries.lines import load_boundary_register
from ingest.boundaries.markers import load_boundary_markers
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
        ("2,甲乙线,110,30,,,", "valid_from is missing"),
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


def _held(engine: Engine) -> list[tuple[object, ...]]:
    """What is held for true now, and what was."""
    found = rows(
        engine,
        "SELECT number, lower(valid) AS a, upper(valid) AS b, state, upper_inf(known) AS now"
        " FROM boundary_marker ORDER BY now, number, a",
    )
    return [tuple(row) for row in found]


def test_newer_source_ends_what_was_held_for_true_of_a_marker_r3_1(
    engine: Engine, tmp_path: Path
) -> None:
    load_boundary_markers(engine, write(tmp_path, GOOD, "2,甲乙线,110.6,30.25,1995-06-01,,完好"))
    newer = "1,甲乙线,110.5,30.25,2010-01-01,2012-01-01,损毁"
    report = load_boundary_markers(engine, write(tmp_path, newer))
    assert (report.accepted, report.refused) == (1, 0)
    assert _held(engine) == [
        ("1", date(1995, 6, 1), None, "完好", False),
        ("1", date(1995, 6, 1), date(2010, 1, 1), "完好", True),
        ("1", date(2010, 1, 1), date(2012, 1, 1), "损毁", True),
        ("1", date(2012, 1, 1), None, "完好", True),
        ("2", date(1995, 6, 1), None, "完好", True),
    ]
    [overlaps] = rows(
        engine,
        "SELECT count(*) AS n FROM boundary_marker a JOIN boundary_marker b"
        " ON a.id < b.id AND a.number = b.number AND a.valid && b.valid AND a.known && b.known",
    )
    assert overlaps.n == 0


def test_what_a_newer_source_repeats_stays_as_it_is_r3_1(engine: Engine, tmp_path: Path) -> None:
    load_boundary_markers(engine, write(tmp_path, GOOD))
    other = "1,甲丙线,110.5,30.25,1995-06-01,,完好"
    report = load_boundary_markers(engine, write(tmp_path, GOOD, other))
    assert (report.accepted, report.refused) == (2, 0)
    assert counts(engine, "boundary_marker") == {"boundary_marker": 2}


FULL = (
    "number,line_name,line_number,lon,lat,valid_from,valid_to,state,in_charge,material,height_m,"
    "accuracy_m,note,crs"
)


def test_marker_of_a_registered_line_has_what_its_number_says_r3_2(
    engine: Engine, tmp_path: Path
) -> None:
    load_boundary_register(engine, lines_file(tmp_path, line()), crs="EPSG:4490")
    at = "1995-06-01,,完好"
    load_boundary_markers(
        engine,
        write(
            tmp_path,
            f"9899001Q,甲乙线,9899,110.0,30.0,{at},980000,花岗岩,1.2,0.1,新桩,",
            f"9899002A,甲乙线,9899,110.05,30.001,{at},98,,,,,",
            header=FULL,
        ),
    )
    stored = rows(
        engine,
        "SELECT m.number, b.number AS line, serial, kind, in_charge, material, height_m,"
        " accuracy_m, m.note FROM boundary_marker m"
        " JOIN boundary b ON b.id = boundary_id ORDER BY m.number",
    )
    assert [tuple(row) for row in stored] == [
        ("9899001Q", "9899", 1, "Q", "980000", "花岗岩", 1.2, 0.1, "新桩"),
        ("9899002A", "9899", 2, "A", "980000", None, None, None, None),
    ]
    assert reasons(engine, "repaired") == ["line 9899: 第002号只有A，缺B"]


@pytest.mark.parametrize(
    ("number", "line_number", "reason"),
    [
        ("1号桩", "9899", "'1号桩' is no marker number"),
        ("98001Q", "9899", "markers of provincial lines have 8"),
        ("9900001Q", "9899", "does not begin with '9899'"),
        ("9899001Q", "9877", "no line '9877' is registered"),
    ],
)
def test_number_that_is_none_of_its_line_is_quarantined_r3_2(
    engine: Engine, tmp_path: Path, number: str, line_number: str, reason: str
) -> None:
    load_boundary_register(engine, lines_file(tmp_path, line()), crs="EPSG:4490")
    rest = "110.0,30.0,1995-06-01,,完好,,,,,,"
    file = write(
        tmp_path,
        f"9899001Q,甲乙线,9899,{rest}",
        f"{number},甲丙线,{line_number},{rest}",
        header=FULL,
    )
    report = load_boundary_markers(engine, file)
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(engine, "refused")
    assert reason in said


def test_markers_come_in_gauss_kruger_and_gcj02_too_r3_1(engine: Engine, tmp_path: Path) -> None:
    # 111°E is the middle of zone 37 of three degrees: 500 km east by its false easting. The
    # northing of 30° is 3,320,113.398 m (EPSG:4525).
    at = "1995-06-01,,完好,,,,,"
    load_boundary_markers(
        engine,
        write(
            tmp_path,
            f"1,甲乙线,,37500000,3320113.398,{at},EPSG:4525",
            f"2,甲乙线,,111.006,29.997,{at},GCJ-02",
            header=FULL,
        ),
    )
    one, other = rows(
        engine,
        "SELECT source_crs, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM boundary_marker"
        " ORDER BY number",
    )
    assert (one.source_crs, round(one.lon, 7), round(one.lat, 7)) == ("EPSG:4525", 111.0, 30.0)
    assert other.source_crs == "GCJ-02"
    assert 111.0 < other.lon < 111.003
    assert 29.998 < other.lat < 30.002


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("111.0,30.0,1995-06-01,,完好,,,,,,EPSG:9", "is no coordinate reference system"),
        ("111.0,30.0,1995-06-01,,完好,,,,,,EPSG:4610", "without the parameters of its region"),
        ("500000,3320113,1995-06-01,,完好,,,,,,EPSG:4525", "does not lie in it"),
        ("111.0,30.0,1995-06-01,,完好,9x,,,,,", "is no division code"),
        ("111.0,30.0,1995-06-01,,完好,,,高,,,", "height_m '高' is no number"),
        ("111.0,30.0,1995-06-01,,完好,,,,-1,,", "accuracy_m -1 is not above 0"),
    ],
)
def test_values_of_a_marker_that_cannot_be_are_refused_r3_1(
    engine: Engine, tmp_path: Path, values: str, reason: str
) -> None:
    good = "1,甲乙线,,111.0,30.0,1995-06-01,,完好,,,,,,"
    report = load_boundary_markers(
        engine, write(tmp_path, good, f"2,甲乙线,,{values}", header=FULL)
    )
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(engine, "refused")
    assert reason in said
