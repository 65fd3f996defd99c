"""The report of differences: what is written, what a rerun does, what real lists differ in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from division_files import rows
from division_rows import store_divisions
from sqlalchemy import Engine, text

from ingest.divisions.claims.published_lists import load_division_lists
from ingest.divisions.derivation.differences import (
    Difference,
    report_differences,
    store_differences,
)

YEAR = date(2015, 12, 31)


def write(folder: Path, *lines: str) -> Path:
    path = folder / "lists.csv"
    path.write_text("\n".join(["year,code,name", *lines, ""]), encoding="utf-8")
    return path


LIST_OF_2015 = (
    "2015,990000,虚构省",
    "2015,990100,虚构市",
    "2015,990101,东区",
)


def report_of(engine: Engine) -> list[tuple[object, ...]]:
    found = rows(
        engine,
        "SELECT code, kind, source_says, registry_says, as_of FROM division_difference"
        " WHERE upper_inf(known) ORDER BY code",
    )
    return [tuple(row) for row in found]


def test_r1_3_a_list_that_the_registry_reproduces_gives_no_row(
    engine: Engine, tmp_path: Path
) -> None:
    store_divisions(engine)
    load_division_lists(engine, write(tmp_path, *LIST_OF_2015))
    assert report_differences(engine) == {}
    assert report_of(engine) == []


def test_each_difference_is_a_row_with_its_reason(engine: Engine, tmp_path: Path) -> None:
    store_divisions(engine)
    lines = (
        "2015,990000,虚构省",
        "2015,990100,虚构州",
        "2015,990102,南区",
        "2015,990121,东县",
    )
    load_division_lists(engine, write(tmp_path, *lines))
    assert report_differences(engine) == {"extra": 1, "later": 2, "name": 1}
    assert report_of(engine) == [
        ("990100", "name", "虚构州", "虚构市", YEAR),
        ("990101", "later", None, "东区", YEAR),
        ("990102", "extra", "南区", None, YEAR),
        ("990121", "later", "东县", None, YEAR),
    ]
    told = rows(engine, "SELECT explanation FROM division_difference WHERE code = '990121'")
    assert "2015-12-31" in told[0].explanation


def test_a_rerun_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    store_divisions(engine)
    load_division_lists(engine, write(tmp_path, "2015,990000,省"))
    report_differences(engine)
    before = rows(engine, "SELECT * FROM division_difference ORDER BY id")
    report_differences(engine)
    assert rows(engine, "SELECT * FROM division_difference ORDER BY id") == before


def test_r1_4_a_difference_that_a_correction_ends_is_still_told_of_its_time(
    engine: Engine, tmp_path: Path
) -> None:
    store_divisions(engine)
    load_division_lists(engine, write(tmp_path, *LIST_OF_2015[:2], "2015,990101,阳区"))
    report_differences(engine)
    [then] = rows(engine, "SELECT now() AS instant")
    assert [row[:2] for row in report_of(engine)] == [("990101", "earlier")]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM division_effect"))
        connection.execute(text("DELETE FROM division WHERE name = '东区'"))
        connection.execute(
            text("UPDATE division SET valid = daterange('2015-12-31', NULL) WHERE name = '阳区'")
        )
    report_differences(engine)
    assert report_of(engine) == []
    told = rows(
        engine,
        "SELECT code FROM division_difference WHERE known @> CAST(:instant AS timestamptz)",
        instant=then.instant,
    )
    assert [row.code for row in told] == ["990101"]


def test_rows_on_other_kinds_of_source_are_left_alone(engine: Engine, tmp_path: Path) -> None:
    store_divisions(engine)
    [run] = rows(engine, "SELECT id FROM ingest_run WHERE kind = 'division-history'")
    other = Difference(run.id, "mca", YEAR, "990101", "relation", "东", "西", "说明")
    with engine.begin() as connection:
        assert store_differences(connection, ("division-history",), [other, other]) == (2, 0)
    load_division_lists(engine, write(tmp_path, *LIST_OF_2015))
    report_differences(engine)
    assert len(report_of(engine)) == 2
    with engine.begin() as connection:
        assert store_differences(connection, ("division-history",), [other]) == (0, 1)
    assert len(report_of(engine)) == 1
