"""Notices of changes: what is read from a line, and what is refused and why."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from division_files import counts, reasons, rows
from sqlalchemy import Engine

from ingest.divisions.claims.change_events import COLUMNS, load_change_events
from spatial.errors import SourceRefused

NOTICE = """国务院关于同意虚省撤销甲县设立甲市的批复
文号：国函〔2002〕1号
日期：二〇〇二年三月五日
来源：《虚构公报》2002年第1号

撤销甲县，设立甲市（县级）。将原甲县的东镇、西乡划归乙县管辖。

民政部关于虚省丙县更名的批复
文号：民批〔2002〕7号
日期：2002年6月7日
来源：[虚构网](https://example.org/7)

丙县更名为丁县。"""

LINE = {
    "from_year_end": "2001",
    "to_year_end": "2002",
    "op": "remove",
    "code": "982121",
    "name": "甲县",
    "relation": ">甲市,乙县!",
    "date_text": "二〇〇二年三月五日;2002年6月7日",
    "document_no": "国函〔2002〕1号;民批〔2002〕7号",
    "source_name": "《虚构公报》",
    "source_url": "",
    "description": NOTICE,
}


def write_changes(folder: Path, *lines: dict[str, str], encoding: str = "utf-8") -> Path:
    written = io.StringIO()
    table = csv.DictWriter(written, COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows(lines)
    path = folder / "changes.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    return path


def said(engine: Engine) -> list[dict[str, Any]]:
    found = rows(engine, "SELECT said FROM division_assertion WHERE claim = 'change' ORDER BY id")
    return [row.said for row in found]


def test_a_line_belongs_to_the_document_that_names_its_unit(engine: Engine, tmp_path: Path) -> None:
    renamed = LINE | {"code": "982123", "name": "丙县", "relation": ">."}
    report = load_change_events(engine, write_changes(tmp_path, LINE, renamed))
    assert (report.accepted, report.refused) == (2, 0)
    first, second = said(engine)
    assert first["document"] == {
        "number": "国函〔2002〕1号",
        "title": "国务院关于同意虚省撤销甲县设立甲市的批复",
        "approved": "2002-03-05",
        "text": "撤销甲县，设立甲市（县级）。将原甲县的东镇、西乡划归乙县管辖。",
        "sources": [{"name": "《虚构公报》2002年第1号"}],
        "moves": [{"source": "甲县", "target": "乙县", "places": ["东镇", "西乡"]}],
        "date_notes": [],
    }
    assert first["outward"] is True
    assert first["others"] == [
        {"name": "甲市", "doubtful": False}, {"name": "乙县", "doubtful": True},
    ]  # fmt: skip
    assert (second["document"]["number"], second["document"]["approved"]) == (
        "民批〔2002〕7号", "2002-06-07",
    )  # fmt: skip
    assert second["document"]["sources"] == [{"name": "虚构网", "url": "https://example.org/7"}]
    assert [one["number"] for one in second["beside"]] == ["国函〔2002〕1号"]


def test_a_line_without_a_date_has_none(engine: Engine, tmp_path: Path) -> None:
    undated = LINE | {"date_text": "", "document_no": "", "description": "甲县改为甲市。"}
    load_change_events(engine, write_changes(tmp_path, undated))
    [line] = said(engine)
    assert (line["document"]["approved"], line["document"]["number"]) == (None, None)
    assert line["document"]["text"] == "甲县改为甲市。"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date_text": "二〇〇二年二月三十日"}, "not in the calendar"),
        ({"date_text": "2002/03/05"}, "is no date"),
        ({"relation": "甲市"}, "begins with neither < nor >"),
        ({"relation": ">"}, "names no unit"),
        ({"relation": ">甲市,,乙县"}, "between its commas"),
        ({"op": "rename"}, "op 'rename' is none of add, remove, transfer"),
        ({"to_year_end": "2001"}, "does not follow"),
        ({"to_year_end": ""}, "'' is no year of a list"),
        ({"code": ""}, "'' is no division code"),
        ({"name": ""}, "has no name"),
    ],
)
def test_a_line_that_says_something_impossible_is_refused_with_the_reason(
    engine: Engine, tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    report = load_change_events(engine, write_changes(tmp_path, LINE, LINE | change))
    assert (report.accepted, report.refused) == (1, 1)
    assert reason in reasons(engine, "refused")[0]
    [kept] = rows(engine, "SELECT raw FROM ingest_remark")
    assert kept.raw["description"] == NOTICE


def test_merged_cells_come_as_blanks_and_are_refused_row_by_row(
    engine: Engine, tmp_path: Path
) -> None:
    merged = dict.fromkeys(LINE, "") | {"op": "add", "code": "982181", "name": "甲市"}
    report = load_change_events(engine, write_changes(tmp_path, LINE, merged))
    assert (report.accepted, report.refused) == (1, 1)
    assert "is no year of a list" in reasons(engine, "refused")[0]


def test_a_file_in_gbk_is_refused_and_leaves_nothing(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="no UTF-8 text"):
        load_change_events(engine, write_changes(tmp_path, LINE, encoding="gbk"))
    assert counts(engine, "division_assertion") == {"division_assertion": 0}


def test_a_byte_order_mark_does_not_matter(engine: Engine, tmp_path: Path) -> None:
    path = write_changes(tmp_path, LINE, encoding="utf-8-sig")
    assert load_change_events(engine, path).accepted == 1


def test_a_file_of_which_no_line_can_be_read_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="no row that could be stored"):
        load_change_events(engine, write_changes(tmp_path, LINE | {"op": "?"}))


@pytest.mark.real_data
def test_every_published_line_is_read_and_318_have_no_date(engine: Engine, real_data: Path) -> None:
    path = real_data / "division_change_events_even_years.csv.gz"
    report = load_change_events(engine, path)
    assert (report.accepted, report.refused) == (3674, 0)
    [undated] = rows(
        engine, "SELECT count(*) AS n FROM division_assertion WHERE raw->>'date_text' = ''"
    )
    assert undated.n == 318
