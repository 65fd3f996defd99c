"""Series as a long table: a row for each period of each division; CSV and lines of JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice, repeat
from typing import Any

from spatial.business.declarations.model import PeriodUnit
from spatial.business.series.answers import DivisionSeries, number
from spatial.business.series.measures import MEASURES, TEXTS, TRUTHS, WHOLES, is_number
from spatial.business.series.periods import after, name_of
from spatial.spreadsheets import as_text

Row = tuple[Any, ...]
"""The cells of a period of a division, in the order of the columns."""

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
    """The rows of series, in their order; the cells in JSON's types."""
    for one in found:
        line = one.line
        names, starts, ends = _days(line.unit, tuple(line.starts))
        yield from zip(
            repeat(one.code),
            repeat(one.name),
            names,
            starts,
            ends,
            map(number, line.values),
            line.reasons,
            *(_cells(name, cells) for name, cells in one.columns.items()),
            strict=False,
        )


@lru_cache(maxsize=64)
def _days(
    unit: PeriodUnit, starts: tuple[date, ...]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Names, first days and days after the last of periods: the same for all divisions."""
    return (
        tuple(name_of(unit, start) for start in starts),
        tuple(start.isoformat() for start in starts),
        tuple(after(unit, start).isoformat() for start in starts),
    )


def _cells(name: str, cells: Sequence[Any]) -> Iterable[Any]:
    return map(number, cells) if is_number(name) else cells


def ndjson_of(rows: Iterator[Row], columns: Sequence[str]) -> Iterator[bytes]:
    """Lines of JSON, one for each row, sent as they come."""
    while batch := list(islice(rows, _AT_ONCE)):
        lines = (
            json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in batch
        )
        yield ("\n".join(lines) + "\n").encode()


def csv_of(rows: Iterator[Row], columns: Sequence[str], *, bom: bool) -> Iterator[bytes]:
    """UTF-8, a header, lines end in a line feed; an empty cell is no value."""
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(columns)
    yield (BOM if bom else b"") + page.getvalue().encode()
    # Only these are words that somebody wrote: no other cell can look like a formula.
    told = [name in ("name", "anomaly_text") for name in columns]
    while batch := list(islice(rows, _AT_ONCE)):
        page.seek(0)
        page.truncate()
        writer.writerows(
            [as_text(cell) if text else cell for cell, text in zip(row, told, strict=True)]
            for row in batch
        )
        yield page.getvalue().encode()


_AT_ONCE = 2_000
"""Rows that are written together."""
