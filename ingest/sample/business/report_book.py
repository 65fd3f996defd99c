"""A report as an office sends it: titles above, merged cells, subtotals, a note below."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.sample.business.figures import Table
from ingest.sample.business.ground import Ground
from ingest.sample.business.rows import LAST_DAY
from ingest.sample.business.sheets import write_workbook

if TYPE_CHECKING:
    from openpyxl import Workbook

TITLES = (
    ("registered_disabled_persons", "持证残疾人数", ""),
    ("living_subsidy_recipients", "困难残疾人生活补贴人数", "享受补贴人数"),
    ("nursing_subsidy_recipients", "重度残疾人护理补贴人数", "享受补贴人数"),
    ("disability_subsidy_spending", "两项补贴资金支出（本年累计）", "资金与办件"),
    ("cross_province_subsidy_applications", "跨省通办申请件数", "资金与办件"),
)
"""The indicators in the order of their columns: title, and what stands above it."""

_FIRST_ROW = 6


def write_report_book(path: Path, ground: Ground, table: Table) -> None:
    """The figures of 2024 as one sheet: a block for each month, with a subtotal at its end."""

    def fill(book: Workbook) -> None:
        sheet = book.active
        assert sheet is not None
        sheet.title = "月报"
        width = 3 + len(TITLES)
        for number, text in enumerate(
            ("残疾人两项补贴月报", "填报单位：虚构省民政厅残疾人福利处（样例）"), start=1
        ):
            sheet.cell(number, 1, text)
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=width)
        for column, text in enumerate(("统计期", "区划代码", "行政区划"), start=1):
            sheet.cell(4, column, text)
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
        for column, (_, title, above) in enumerate(TITLES, start=4):
            sheet.cell(5 if above else 4, column, title)
            if not above:
                sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
        for first, above in ((5, "享受补贴人数"), (7, "资金与办件")):
            sheet.cell(4, first, above)
            sheet.merge_cells(start_row=4, end_row=4, start_column=first, end_column=first + 1)
        row = _FIRST_ROW
        names = {unit.code: unit.name for unit in ground.units(LAST_DAY, "county")}
        places = [table.header.index(name) for name, _, _ in TITLES]
        for period in dict.fromkeys(str(each[1]) for each in table.rows):
            block = [each for each in table.rows if each[1] == period]
            for each in block:
                told = [float(str(each[place])) for place in places]
                sheet.append([None, each[0], names[str(each[0])], *told])
            sums = [sum(float(str(each[place])) for each in block) for place in places]
            sheet.append([None, "小计", None, *[round(total, 2) for total in sums]])
            sheet.cell(row, 1, f"{period[:4]}年{int(period[5:])}月")
            end = row + len(block)
            sheet.merge_cells(start_row=row, end_row=end, start_column=1, end_column=1)
            row = end + 1
        sheet.cell(row + 1, 1, "注：人数为期末数，资金为本年累计数，单位万元。")

    write_workbook(path, fill)


def of_year(table: Table, year: int) -> Table:
    """The rows of a year."""
    return Table(table.header, _rows(table, str(year), within=True))


def before_year(table: Table, year: int) -> Table:
    """The rows of the years before one."""
    return Table(table.header, _rows(table, str(year), within=False))


def _rows(table: Table, year: str, *, within: bool) -> Sequence[Sequence[object]]:
    return [row for row in table.rows if str(row[1]).startswith(year) == within]
