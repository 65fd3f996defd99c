"""Rows of a workbook: of every visible sheet with a header that is known, below that header."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

from ingest.business.workbooks.archive import require_workbook
from ingest.business.workbooks.grid import GridRow, grid_rows
from ingest.business.workbooks.headers import ROWS_LOOKED_AT, Header, Recognise, header_of
from ingest.business.workbooks.marks import sheet_marks
from ingest.business.workbooks.totals import Totals, is_of_which, total_label
from spatial.business.declarations.model import FieldType
from spatial.business.intake.cells import written
from spatial.business.intake.columns import Layout
from spatial.business.intake.rows import Sink, SourceRow
from spatial.business.intake.tables import require_columns
from spatial.errors import SourceRefused

_NOTE = re.compile(
    r"(注|说明|备注|附注|填表|制表|审核|复核|单位负责人|负责人|统计负责人|报出日期|填报|数据来源)"
    r"([:\d].*|人.*|单位.*|日期.*|)"
)
_PERIOD_COLUMN = "时期"


def workbook_rows(
    path: Path, sink: Sink, recognise: Recognise, *, period_told: bool = False
) -> Iterator[SourceRow]:
    """The rows of all tables of a workbook, one after another.

    Title rows, totals, rows of 其中 and notes are left out with a remark; totals that are no sum of
    the rows, hidden rows (which are read), hidden sheets (which are not) and formulas without a
    value are told. recognise: tells the header. period_told: the period of all rows is known, so
    that the one in the title is not asked.
    Raises SourceRefused: no workbook, a bomb, or no sheet with a header that is known.
    """
    require_workbook(path)
    found = False
    with path.open("rb") as file, _opened(file, path) as book:
        for sheet in book.worksheets:
            title = str(sheet.title)
            if sheet.sheet_state != "visible":
                sink.note(title, f"工作表“{title}”是隐藏的，未读")
                continue
            table = _SheetTable(path, sheet, sink, recognise, period_told)
            yield from table.rows()
            found = found or table.has_header
    if not found:
        raise SourceRefused(
            f"{path.name} 没有可认的表头：要有区划（代码或名称）或编号一列，以及申报的字段或指标"
        )


@contextmanager
def _opened(file: BinaryIO, path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            # Of extensions and validations that are of no use here.
            warnings.simplefilter("ignore", UserWarning)
            book = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise SourceRefused(f"{path.name} 不是可读的 Excel 工作簿") from error
    try:
        yield book
    finally:
        book.close()


class _SheetTable:
    """The table of one sheet."""

    def __init__(
        self, path: Path, sheet: Any, sink: Sink, recognise: Recognise, period_told: bool
    ) -> None:
        self._path = path
        self._sheet = sheet
        self._title = str(sheet.title)
        self._sink = sink
        self._recognise = recognise
        self._period_told = period_told
        self.has_header = False

    def rows(self) -> Iterator[SourceRow]:
        with (
            zipfile.ZipFile(self._path) as archive,
            archive.open(self._sheet._worksheet_path) as xml,
        ):
            marks = sheet_marks(xml)
        self._sheet.reset_dimensions()
        grid = grid_rows(self._sheet.iter_rows(values_only=True), marks)
        top = list(islice(grid, ROWS_LOOKED_AT + 3))
        header = header_of(top, self._recognise)
        if header is None:
            if not all(row.is_blank for row in top):
                self._note(f"工作表“{self._title}”没有可认的表头，未读")
            return
        self.has_header = True
        self._tell_marks(header, len(marks.hidden_rows), len(marks.uncomputed))
        below = (row for row in chain(top, grid) if row.number > header.last)
        yield from self._body(header, below)

    def _body(self, header: Header, below: Iterator[GridRow]) -> Iterator[SourceRow]:
        names = _unique(header.names)
        require_columns([name for name in names if name])
        layout = self._recognise([name for name in names if name])
        period = self._period(header, layout)
        numbers = _numbers(layout)
        totals = Totals(_summed(layout))
        nameless = False
        for row in below:
            if row.is_blank:
                continue
            place = f"工作表“{self._title}”第 {row.number} 行"
            # A number merged over several rows is one number, and not one for each of them.
            once = {i for i in row.repeated if i < len(names) and names[i] in numbers}
            if once:
                self._sink.note(place, "合并的数值单元格只算在第一行")
            values = {
                name: row.cells[i] if i < len(row.cells) and i not in once else None
                for i, name in enumerate(names)
                if name
            }
            nameless = nameless or any(
                written(value) and (i >= len(names) or not names[i])
                for i, value in enumerate(row.cells)
            )
            label = total_label(row.cells)
            if label is not None:
                totals.total(place, label, values)
                self._sink.note(place, f"“{label}”行是汇总，不存")
            elif is_of_which(row.cells):
                self._sink.note(place, "“其中”行是上一行的一部分，不存")
            elif _is_note(row):
                self._sink.note(place, "表下的附注，不存")
            elif _repeats(header, row):
                self._sink.note(place, "重复的表头，不存")
            else:
                totals.add(values)
                if period is not None:
                    values[_PERIOD_COLUMN] = period
                yield SourceRow(place, values)
        for place, sentence in totals.wrong():
            self._sink.note(place, sentence)
        if nameless:
            self._note("有的列没有列名，其中的内容不存")

    def _period(self, header: Header, layout: Layout) -> str | None:
        """The period of the title, for figures that no column dates."""
        of_figures = bool(layout.indicators) or "value" in layout.places
        if self._period_told or not of_figures or "period" in layout.places:
            return None
        if header.period is not None:
            self._note(f"时期取自标题：{header.period}")
        return header.period

    def _tell_marks(self, header: Header, hidden: int, uncomputed: int) -> None:
        if header.title:
            self._note(f"表头在第 {header.first} 行，其上是标题：{header.title[:200]}")
        if hidden:
            self._note(f"有 {hidden} 行是隐藏的，照读")
        if uncomputed:
            self._note(f"有 {uncomputed} 个公式没有算出的值：请在 Excel 中打开、保存后再送")

    def _note(self, sentence: str) -> None:
        self._sink.note(f"工作表“{self._title}”", sentence)


def _unique(names: Sequence[str]) -> list[str]:
    """The names, those that stand again with their number."""
    seen: dict[str, int] = {}
    unique = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        unique.append(f"{name}#{seen[name]}" if name and seen[name] > 1 else name)
    return unique


def _numbers(layout: Layout) -> set[str]:
    """The columns of numbers: of indicators, and of fields that are one."""
    return {one.column for one in layout.indicators} | {
        one.column
        for one in layout.fields
        if one.field.type in (FieldType.INTEGER, FieldType.NUMBER)
    }


def _summed(layout: Layout) -> list[str]:
    """The columns whose numbers add up over rows."""
    return [one.column for one in layout.indicators if one.indicator.additive_space] + [
        one.column for one in layout.fields if one.field.type is FieldType.INTEGER
    ]


def _is_note(row: GridRow) -> bool:
    texts = [written(value) for value in row.cells if written(value)]
    first = re.sub(r"\s+", "", texts[0])
    return (len(texts) == 1 and len(first) > 12 and not first[0].isdecimal()) or (
        _NOTE.fullmatch(first) is not None and len(texts) <= max(3, len(row.cells) // 2)
    )


def _repeats(header: Header, row: GridRow) -> bool:
    """Whether a row is the header again, as on every page of a printed table."""
    told = {re.sub(r"\s+", "", written(value)) for value in row.cells if written(value)}
    names = {written(name) for name in header.names if name}
    return len(told) > 1 and told <= names
