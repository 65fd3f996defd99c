"""Published lists become claims and nothing else; what is impossible is refused with its reason."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from division_files import counts, reasons, rows
from sqlalchemy import Engine

from ingest.divisions.claims.published_lists import load_division_lists
from spatial.errors import SourceRefused


def write(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "lists.csv") -> Path:
    path = folder / name
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def claims(engine: Engine) -> list[tuple[object, ...]]:
    found = rows(
        engine,
        "SELECT claim, scheme, code, name, list_date FROM division_assertion ORDER BY id",
    )
    return [tuple(row) for row in found]


def test_a_yearly_list_is_of_the_end_of_its_year(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path, "year,code,name", "1982,110000,北京市", "1990,110000,北京市")
    report = load_division_lists(engine, path)
    assert (report.status, report.accepted, report.refused) == ("loaded", 2, 0)
    assert claims(engine) == [
        ("listed", "mca", "110000", "北京市", date(1982, 12, 31)),
        ("listed", "mca", "110000", "北京市", date(1990, 12, 31)),
    ]


def test_a_revision_is_of_the_end_of_its_month(engine: Engine, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "source,revision,code,name",
        "mca,201602,110000,北京市",
        "mca,201512,110000,北京市",
        "gb,201512,110000,北京市",
    )
    load_division_lists(engine, path)
    assert [row[4] for row in claims(engine)] == [
        date(2016, 2, 29),
        date(2015, 12, 31),
        date(2015, 12, 31),
    ]


def test_no_version_and_no_list_of_the_scheme_come_from_a_published_list(
    engine: Engine, tmp_path: Path
) -> None:
    load_division_lists(engine, write(tmp_path, "year,code,name", "1982,110000,北京市"))
    assert counts(engine, "division", "division_list", "division_event") == {
        "division": 0,
        "division_list": 0,
        "division_event": 0,
    }


def test_the_row_is_kept_as_it_came(engine: Engine, tmp_path: Path) -> None:
    load_division_lists(engine, write(tmp_path, "year,code,name", "1982,11,北京市"))
    [row] = rows(engine, "SELECT code, record, raw FROM division_assertion")
    assert (row.code, row.record) == ("110000", "line 2")
    assert row.raw == {"year": "1982", "code": "11", "name": "北京市"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("201513,110101,东城区", "2015-13"),
        ("2015,110101,东城区", "'2015' is no revision"),
        ("209912,110101,东城区", "outside the months"),
        ("000001,110101,东城区", "not in the calendar"),
        ("201512,1101O1,东城区", "'1101O1' is no division code"),
        ("201512,000101,东城区", "'000101' is no division code"),
        ("201512,110101,", "110101 has no name"),
        ("201512,110000,北京市", "110000 stands twice in the list of 2015-12-31"),
    ],
)
def test_an_impossible_row_is_refused_and_the_rest_is_stored(
    engine: Engine, tmp_path: Path, row: str, reason: str
) -> None:
    path = write(tmp_path, "source,revision,code,name", "mca,201512,110000,北京市", f"mca,{row}")
    report = load_division_lists(engine, path)
    assert (report.accepted, report.refused) == (1, 1)
    [said] = reasons(engine, "refused")
    assert said.startswith("line 3: ")
    assert reason in said


@pytest.mark.parametrize("year", ["82", "1", "1800", "3000", "", "二〇一五"])
def test_an_impossible_year_is_refused(engine: Engine, tmp_path: Path, year: str) -> None:
    path = write(tmp_path, "year,code,name", "1982,110000,北京市", f"{year},120000,天津市")
    assert load_division_lists(engine, path).refused == 1


def test_a_byte_order_mark_and_gzip_change_nothing(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path, "year,code,name", "1982,110000,北京市", encoding="utf-8-sig")
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert load_division_lists(engine, path).accepted == 1


@pytest.mark.parametrize(
    ("lines", "encoding", "said"),
    [
        (("year,code,name", "1982,110000,北京市"), "gbk", "UTF-8"),
        (("code,name", "110000,北京市"), "utf-8", "neither a column year nor a column revision"),
        (("year,code", "1982,110000"), "utf-8", "lacks the columns name"),
        (("year,code,name", "82,110000,北京市"), "utf-8", "no row that could be stored"),
        (("year,code,name",), "utf-8", "no row that could be stored"),
        (
            ("year,code,name", "1982,110000,北京市", "1982,990000,虚构省"),
            "utf-8",
            "mixes fictional codes",
        ),
    ],
)
def test_a_file_that_is_no_list_is_refused_whole(
    engine: Engine, tmp_path: Path, lines: tuple[str, ...], encoding: str, said: str
) -> None:
    with pytest.raises(SourceRefused, match=said):
        load_division_lists(engine, write(tmp_path, *lines, encoding=encoding))
    assert claims(engine) == []
    [run] = rows(engine, "SELECT status FROM ingest_run")
    assert run.status == "failed"


def test_the_same_file_twice_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = write(tmp_path, "year,code,name", "1982,110000,北京市")
    load_division_lists(engine, path)
    assert load_division_lists(engine, path).status == "unchanged"
    assert len(claims(engine)) == 1


@pytest.mark.real_data
def test_every_published_row_is_kept_as_a_claim(engine: Engine, real_data: Path) -> None:
    yearly = load_division_lists(engine, real_data / "division_codes_by_year.csv.gz")
    monthly = load_division_lists(engine, real_data / "gb2260_revisions_mca_2015_2019.csv.gz")
    assert (yearly.accepted, yearly.refused) == (25_163, 0)
    assert (monthly.accepted, monthly.refused) == (122_353, 0)
    found = rows(
        engine,
        "SELECT run_id, count(DISTINCT list_date) AS lists FROM division_assertion GROUP BY run_id",
    )
    assert {row.run_id: row.lists for row in found} == {yearly.run_id: 8, monthly.run_id: 38}
