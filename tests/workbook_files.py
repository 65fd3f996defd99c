"""Workbooks as officers send them, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

Rows = Sequence[Sequence[object]]


def workbook(
    path: Path,
    rows: Rows,
    *,
    merged: Iterable[str] = (),
    title: str = "Sheet1",
    hidden_rows: Iterable[int] = (),
    hidden_sheets: Iterable[str] = (),
) -> Path:
    """Writes a workbook of one visible sheet; merged: ranges as A1:C1."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    for number in hidden_rows:
        sheet.row_dimensions[number].hidden = True
    for name in hidden_sheets:
        other = book.create_sheet(name)
        other.append(["区划代码", "救助人次"])
        other.append(["990101", 999])
        other.sheet_state = "hidden"
    book.save(path)
    return path
