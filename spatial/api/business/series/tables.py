"""Series as a long table: a row for each period of each division; CSV and lines of JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from spatial.api.spreadsheets import as_text
from spatial.business.series.answers import DivisionSeries
from spatial.business.series.measures import MEASURES, TEXTS, TRUTHS, WHOLES
from spatial.business.series.periods import period_from

Row = Mapping[str, Any]

_FIRST = ("division", "name", "period", "starts", "ends", "value", "reason")
_TEXTS = frozenset(_FIRST) - {"value"}

BOM = b"\xef\xbb\xbf"
"""With which spreadsheet programs take a CSV for UTF-8."""


def columns_of(measures: Sequence[str]) -> tuple[str, ...]:
    """The columns of a table: starts is the first day of a period, ends the day after its last."""
    return (*_FIRST, *(column for name in measures for column in MEASURES[name].columns))


def type_of(column: str) -> str:
    """Of what the cells of a column are: text, whole, truth or number."""
    if column in _TEXTS or column in TEXTS:
        return "text"
    if column in WHOLES:
        return "whole"
    return "truth" if column in TRUTHS else "number"


def rows_of(found: Iterable[DivisionSeries]) -> Iterator[Row]:
    """The rows of series, in their order."""
    for one in found:
        for start, cells in zip(one.line.starts, one.cells(), strict=True):
            days = period_from(one.line.unit, start)
            assert days.end is not None
            yield {
                "division": one.code,
                "name": one.name,
                "starts": days.start.isoformat(),
                "ends": days.end.isoformat(),
            } | cells


def ndjson_of(rows: Iterator[Row], columns: Sequence[str]) -> Iterator[bytes]:
    """A line for each row, sent as it comes."""
    for row in rows:
        told = {name: row.get(name) for name in columns}
        yield (json.dumps(told, ensure_ascii=False) + "\n").encode()


def csv_of(rows: Iterator[Row], columns: Sequence[str], *, bom: bool) -> Iterator[bytes]:
    """UTF-8, a header, lines end in a line feed; an empty cell is no value."""
    if bom:
        yield BOM
    page = io.StringIO()
    writer = csv.DictWriter(page, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: as_text(value) for name, value in row.items()})
        if page.tell() > 1 << 15:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()
