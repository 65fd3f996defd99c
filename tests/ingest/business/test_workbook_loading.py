"""Workbooks with merged cells, title rows, totals and notes: read as they are meant, and told."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from declared_rows import declare, remarks, standing_figures, standing_records
from division_rows import store_divisions
from sqlalchemy import Engine
from workbook_files import workbook

from ingest.business.taking import load_figures, load_records
from ingest.business.workbooks.marks import sheet_marks
from spatial.errors import SourceRefused


@pytest.fixture
def lists(engine: Engine) -> Engine:
    """An engine on a database with a few division lists and two declared datasets."""
    store_divisions(engine)
    declare(engine)
    return engine


def told(engine: Engine) -> list[str]:
    return [reason for _, reason in remarks(engine, "repaired")]


REPORT = [
    ["2018年1-5月流浪乞讨人员救助情况统计表", None, None, None],
    ["填报单位：虚构市民政局", None, None, "单位：人、万元"],
    ["地区", None, "救助情况", None],
    ["区划代码", "名称", "救助人次", "救助支出合计"],
    ["合  计", None, 12, 1.5],
    ["990101", "东区", "１０", 1.25],
    [990122, "新西县", 2, "0.25"],
    [None, None, None, None],
    ["注：救助人次不含跨省接回。", None, None, None],
    ["单位负责人：甲", None, "填表人：乙", "报出日期：2018年6月3日"],
]
REPORT_MERGED = ["A1:D1", "A3:B3", "C3:D3", "A5:B5", "A9:D9"]


def test_a_report_with_titles_merged_headers_totals_and_notes_is_read(
    lists: Engine, tmp_path: Path
) -> None:
    path = workbook(tmp_path / "report.xlsx", REPORT, merged=REPORT_MERGED)
    # 救助人次 is of a month and 救助支出合计 cumulative: only of the latter 1-5月 is a period.
    done = load_figures(lists, path, dataset="rescues")
    assert standing_figures(lists) == [
        ("spent", "990101", "2018-05-01", "12500.00"),
        ("spent", "990122", "2018-05-01", "2500.00"),
    ]
    assert (done.accepted, done.refused) == (2, 2)
    again = load_figures(lists, path, dataset="rescues", period="2018-05")
    assert (again.accepted, again.refused) == (4, 0)
    assert standing_figures(lists)[:2] == [
        ("helped", "990101", "2018-05-01", "10"),
        ("helped", "990122", "2018-05-01", "2"),
    ]
    said = told(lists)
    assert "时期取自标题：2018年1-5月" in said
    assert "“合计”行是汇总，不存" in said
    assert said.count("表下的附注，不存") == 4
    assert not any("各行之和" in one for one in said)


def test_totals_that_are_no_sum_of_the_rows_are_told(lists: Engine, tmp_path: Path) -> None:
    rows = [
        ["区划代码", "救助人次"],
        ["990101", 10],
        ["小计", 10],
        ["990122", 2],
        ["小 计", 3],
        ["其中：城镇", 1],
        ["总计", 13],
    ]
    load_figures(lists, workbook(tmp_path / "a.xlsx", rows), dataset="rescues", period="2018-05")
    assert [row[3] for row in standing_figures(lists)] == ["10", "2"]
    assert [one for one in told(lists) if "之和" in one] == [
        "“小计”的“救助人次”是 3，而各行之和是 2",
        "“总计”的“救助人次”是 13，而各行之和是 12",
    ]
    assert "“其中”行是上一行的一部分，不存" in told(lists)


def test_cells_merged_downwards_hold_for_every_row_and_numbers_only_once(
    lists: Engine, tmp_path: Path
) -> None:
    rows = [
        ["区划名称", "编号", "日期", "求助原因", "同行人数"],
        ["东区", "A1", date(2016, 5, 3), "走失", 2],
        [None, "A2", 42493, "其他", None],
        [None, "A3", "2016年5月4日", None, 1],
        ["东县", "A4", "2014-05-04", None, None],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, merged=["A2:A4", "D2:D3", "E2:E3"])
    done = load_records(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (4, 0)
    assert standing_records(lists, "rescues") == [
        ("A1", date(2016, 5, 3), "990101", "name", {"reason": "走失", "members": 2}),
        ("A2", date(2016, 5, 3), "990101", "name", {"reason": "走失"}),
        ("A3", date(2016, 5, 4), "990101", "name", {"members": 1}),
        ("A4", date(2014, 5, 4), "990121", "name", {}),
    ]
    assert "合并的数值单元格只算在第一行" in told(lists)


def test_hidden_rows_are_read_and_hidden_sheets_are_not_and_both_are_told(
    lists: Engine, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [["区划代码", "救助人次"], ["990101", 10], ["990122", 2]],
        hidden_rows=[3],
        hidden_sheets=["旧数"],
    )
    done = load_figures(lists, path, dataset="rescues", period="2018-05")
    assert done.accepted == 2
    assert "有 1 行是隐藏的，照读" in told(lists)
    assert "工作表“旧数”是隐藏的，未读" in told(lists)


def test_a_formula_that_no_program_computed_is_refused_and_told(
    lists: Engine, tmp_path: Path
) -> None:
    rows = [["区划代码", "救助人次"], ["990101", "=1+1"], ["990122", 2]]
    path = workbook(tmp_path / "a.xlsx", rows)
    done = load_figures(lists, path, dataset="rescues", period="2018-05")
    assert (done.accepted, done.refused) == (1, 1)
    assert "公式未计算" in remarks(lists)[0][1]
    assert any("1 个公式没有算出的值" in one for one in told(lists))


def test_a_header_may_have_three_levels(lists: Engine, tmp_path: Path) -> None:
    rows = [
        ["地区", None, "救助", None],
        [None, None, "人次", "支出"],
        ["行政区划代码", "名称", None, "合计（万元）"],
        ["990101", "东区", 10, 1],
    ]
    path = workbook(tmp_path / "a.xlsx", rows, merged=["A1:B2", "C1:D1", "C2:C3"])
    done = load_figures(lists, path, dataset="rescues", period="2018-05")
    assert (done.accepted, done.refused) == (2, 0)
    assert standing_figures(lists) == [
        ("helped", "990101", "2018-05-01", "10"),
        ("spent", "990101", "2018-05-01", "10000"),
    ]


def test_a_repeated_header_and_a_column_without_a_name_are_told(
    lists: Engine, tmp_path: Path
) -> None:
    rows = [
        ["区划代码", "救助人次", None],
        ["990101", 10, "补报"],
        ["区划代码", "救助人次", None],
        ["990122", 2, None],
    ]
    load_figures(lists, workbook(tmp_path / "a.xlsx", rows), dataset="rescues", period="2018-05")
    assert [row[3] for row in standing_figures(lists)] == ["10", "2"]
    assert "重复的表头，不存" in told(lists)
    assert "有的列没有列名，其中的内容不存" in told(lists)


def test_a_refused_cell_is_named_by_sheet_row_and_column(lists: Engine, tmp_path: Path) -> None:
    rows = [["区划代码", "救助人次", "救助支出合计"], ["990101", "若干", 1]]
    path = workbook(tmp_path / "a.xlsx", rows, title="五月")
    load_figures(lists, path, dataset="rescues", period="2018-05")
    assert remarks(lists) == [("工作表“五月”第 2 行 救助人次", "“救助人次”：“若干”不是数")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "不是 Excel 工作簿"),
        (b"PK\x03\x04broken", "不是 Excel 工作簿"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧式 .xls 或加了密码"),
    ],
)
def test_what_is_no_workbook_is_refused(
    lists: Engine, tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(SourceRefused, match=reason):
        load_figures(lists, path, dataset="rescues")


def test_a_workbook_without_a_known_header_is_refused(lists: Engine, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["甲", "乙"], [1, 2]])
    with pytest.raises(SourceRefused, match="没有可认的表头"):
        load_figures(lists, path, dataset="rescues")


def test_a_bomb_is_refused_before_it_is_unpacked(lists: Engine, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["区划代码", "救助人次"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", bytes(30_000_000))
    with pytest.raises(SourceRefused, match="不像表格"):
        load_figures(lists, path, dataset="rescues")


def test_a_sheet_whose_xml_declares_entities_is_refused(lists: Engine, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["区划代码", "救助人次"]])
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(bad, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                content = b'<!DOCTYPE a [<!ENTITY b "c">]>' + content
            new.writestr(part, content)
    with pytest.raises(SourceRefused, match="不是可读的 Excel"):
        load_figures(lists, bad, dataset="rescues")


def test_a_cell_far_to_the_right_is_no_million_columns(lists: Engine, tmp_path: Path) -> None:
    rows: list[list[object]] = [["区划代码", "救助人次", *(f"列{n}" for n in range(3000))]]
    path = workbook(tmp_path / "a.xlsx", rows)
    with pytest.raises(SourceRefused, match="至多 2000 列"):
        load_figures(lists, path, dataset="rescues")


def test_marks_of_a_sheet_take_no_entities() -> None:
    with pytest.raises(SourceRefused, match="声明了实体"):
        sheet_marks(io.BytesIO(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'))
    with pytest.raises(SourceRefused, match="已损坏"):
        sheet_marks(io.BytesIO(b"<a><b>"))
