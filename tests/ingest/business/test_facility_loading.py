"""The register of facilities: what is stored, what is refused, what a renewed register changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ingest.business.facilities import load_facilities
from spatial.errors import SourceRefused

HEADER = "id,name,kind,lon,lat,address,beds,valid_from,valid_to"
OPEN = "F1,虚构福利院,care_institution,110.5,30.25,虚构路1号,120,2008-03-01,"


def register(folder: Path, *lines: str, name: str = "facilities.csv") -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in (HEADER, *lines)), encoding="utf-8")
    return path


def stored(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT key AS id, attributes ->> 'name', CAST(attributes ->> 'beds' AS integer),"
                " ST_AsEWKT(geom), CAST(valid AS text)"
                " FROM record WHERE known_until = 'infinity' ORDER BY key, valid"
            )
        )
        return [tuple(row) for row in rows]


def remarks(engine: Engine, disposition: str = "refused") -> list[tuple[str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT record, reason FROM ingest_remark WHERE disposition = :disposition"
                " ORDER BY record"
            ),
            {"disposition": disposition},
        )
        return [(row.record, row.reason) for row in rows]


def test_a_version_is_stored_with_its_place_and_period(engine: Engine, tmp_path: Path) -> None:
    closed = "F2,虚构救助站,rescue_station,110.6,30.5,,,2010-01-01,2015-06-30"
    done = load_facilities(engine, register(tmp_path, OPEN, closed))
    assert (done.status, done.accepted, done.refused) == ("loaded", 2, 0)
    assert stored(engine) == [
        ("F1", "虚构福利院", 120, "SRID=4490;POINT(110.5 30.25)", "[2008-03-01,)"),
        ("F2", "虚构救助站", None, "SRID=4490;POINT(110.6 30.5)", "[2010-01-01,2015-06-30)"),
    ]


def test_the_same_register_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = register(tmp_path, OPEN)
    first = load_facilities(engine, path)
    second = load_facilities(engine, path)
    assert (second.status, second.run_id) == ("unchanged", first.run_id)
    assert len(stored(engine)) == 1


BAD_LINES = [
    ("F1,福利院,palace,110.5,30.2,,1,2008-03-01,", "kind 'palace' is not known"),
    (",福利院,day_care,110.5,30.2,,1,2008-03-01,", "id is empty"),
    ("F1,,day_care,110.5,30.2,,1,2008-03-01,", "name is empty"),
    ("F1,福利院,day_care,30.2,110.5,,1,2008-03-01,", "lon and lat seem swapped"),
    ("F1,福利院,day_care,181,30.2,,1,2008-03-01,", "no place on the earth"),
    ("F1,福利院,day_care,nan,30.2,,1,2008-03-01,", "lon 'nan' is no number"),
    ("F1,福利院,day_care,110.5,北纬30,,1,2008-03-01,", "lat '北纬30' is no number"),
    ("F1,福利院,day_care,110.5,30.2,,-1,2008-03-01,", "beds '-1' is no count"),
    ("F1,福利院,day_care,110.5,30.2,,1,2021-02-30,", "'2021-02-30' is not in the calendar"),
    ("F1,福利院,day_care,110.5,30.2,,1,2008/3/1,", "'2008/3/1' is no date"),
    ("F1,福利院,day_care,110.5,30.2,,1,,", "'' is no date"),
    ("F1,福利院,day_care,110.5,30.2,,1,2008-03-01,2008-03-01", "not after its start"),
    ("F1,福利院,day_care,110.5,30.2", "5 values, not 9"),
]


def test_each_line_against_a_rule_is_refused_with_its_reason(
    engine: Engine, tmp_path: Path
) -> None:
    lines = [line for line, _ in BAD_LINES]
    done = load_facilities(engine, register(tmp_path, *lines, OPEN.replace("F1", "F9")))
    assert (done.accepted, done.refused) == (1, len(BAD_LINES))
    assert [row[0] for row in stored(engine)] == ["F9"]
    told = dict(remarks(engine))
    for number, (_, reason) in enumerate(BAD_LINES, start=2):
        assert reason in told[f"line {number}"]


def test_a_version_that_stands_twice_is_stored_once(engine: Engine, tmp_path: Path) -> None:
    done = load_facilities(engine, register(tmp_path, OPEN, OPEN))
    assert (done.accepted, done.refused) == (1, 1)
    assert remarks(engine) == [
        ("line 3", "duplicate: F1 from 2008-03-01 stands in the file twice"),
    ]


def test_overlapping_versions_of_one_facility_are_refused(engine: Engine, tmp_path: Path) -> None:
    later = OPEN.replace("2008-03-01", "2012-01-01")
    done = load_facilities(engine, register(tmp_path, later, OPEN))
    assert (done.accepted, done.refused) == (1, 1)
    [(record, told)] = remarks(engine)
    assert record == "line 2"
    assert "overlaps the version of F1 from 2008-03-01" in told


def test_a_renewed_register_closes_a_version_and_opens_the_next(
    engine: Engine, tmp_path: Path
) -> None:
    first = load_facilities(engine, register(tmp_path, OPEN))
    # The new version stands before the closed one: their order in the file must not matter.
    moved = OPEN.replace("2008-03-01", "2019-05-01").replace("110.5", "110.7")
    closed = f"{OPEN}2019-05-01"
    second = load_facilities(engine, register(tmp_path, moved, closed, name="renewed.csv"))
    assert (second.accepted, second.repaired, second.refused) == (2, 1, 0)
    assert [(row[3], row[4]) for row in stored(engine)] == [
        ("SRID=4490;POINT(110.5 30.25)", "[2008-03-01,2019-05-01)"),
        ("SRID=4490;POINT(110.7 30.25)", "[2019-05-01,)"),
    ]
    assert remarks(engine, "repaired") == [
        ("line 3", f"replaces what run {first.run_id} stored"),
    ]
    with engine.connect() as connection:
        before = connection.execute(
            text(
                "SELECT old.run_id, CAST(old.valid AS text), old.known_until = new.known_from"
                " FROM record AS old JOIN record AS new USING (key)"
                " WHERE old.known_until < 'infinity' AND upper(new.valid) = '2019-05-01'"
            )
        ).one()
    assert tuple(before) == (first.run_id, "[2008-03-01,)", True)


def test_a_version_stored_before_is_not_overlapped_by_a_new_register(
    engine: Engine, tmp_path: Path
) -> None:
    load_facilities(engine, register(tmp_path, OPEN))
    later = OPEN.replace("2008-03-01", "2012-01-01")
    done = load_facilities(engine, register(tmp_path, later, name="renewed.csv"))
    assert (done.accepted, done.refused) == (0, 1)
    assert [row[4] for row in stored(engine)] == ["[2008-03-01,)"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"id,name\nF1,a\n", "begins with the columns 'id,name'"),
        (HEADER.encode() + b"\n" + OPEN.encode()[:60], "ends within a line"),
        (HEADER.encode() + b"\n" + OPEN.encode("gbk") + b"\n", "is not UTF-8"),
        (HEADER.encode() + b'\nF1,"never closed\n', "is no CSV"),
        (b"PK\x03\x04" + bytes(64) + b"\n", "begins with the columns"),
    ],
)
def test_a_file_that_is_no_whole_register_is_refused(
    engine: Engine, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "facilities.csv"
    path.write_bytes(content)
    with pytest.raises(SourceRefused, match=re.escape(reason)):
        load_facilities(engine, path)
    assert stored(engine) == []
    with engine.connect() as connection:
        assert connection.execute(text("SELECT status FROM ingest_run")).scalars().all() == [
            "failed"
        ]


def test_a_folder_or_nothing_is_no_register(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="is no file"):
        load_facilities(engine, tmp_path)
    with pytest.raises(SourceRefused, match="there is no"):
        load_facilities(engine, tmp_path / "absent.csv")


def test_a_byte_order_mark_and_windows_line_ends_are_read(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "facilities.csv"
    path.write_bytes(f"{HEADER}\r\n{OPEN}\r\n".encode("utf-8-sig"))
    assert load_facilities(engine, path).accepted == 1


def test_more_than_a_thousand_refused_lines_are_all_kept(engine: Engine, tmp_path: Path) -> None:
    bad = [f"F{number},福利院,palace,110,30,,,2008-03-01," for number in range(1005)]
    done = load_facilities(engine, register(tmp_path, *bad, OPEN))
    assert (done.accepted, done.refused) == (1, 1005)
    assert len(remarks(engine)) == 1005
