"""Rows of tables as they come in files and in bodies of requests: CSV, JSON lines, JSON arrays.

CSV and JSON lines are read as a stream, in constant memory.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from spatial.business.intake.rows import SourceRow
from spatial.divisions.bulk.csv_form import encoding_of
from spatial.errors import BadParameter, SourceRefused

MOST_COLUMNS = 2_000
MOST_ARRAY_BYTES = 64_000_000
"""Of a JSON array, which is read as a whole; JSON lines have no such limit."""

_LONGEST_LINE = 4_000_000
_DELIMITERS = (",", "\t", ";")


def csv_encoding(file: BinaryIO) -> str:
    """utf-8 or gb18030, by reading the file through. Raises SourceRefused for anything else."""
    if file.seek(0, os.SEEK_END) == 0:
        raise SourceRefused("CSV 是空的：第一行应为列名")
    try:
        return encoding_of(file)
    except BadParameter:
        raise SourceRefused("CSV 既不是 UTF-8 也不是 GB18030：请另存为 UTF-8") from None


def csv_table(file: BinaryIO, encoding: str) -> Iterator[SourceRow]:
    """The rows of a CSV with a header (RFC 4180; comma, semicolon or tabulator), one after another.

    encoding: as `csv_encoding` tells. Empty lines are passed over. Raises SourceRefused: a header
    with a name twice or too many columns, a broken quotation.
    """
    file.seek(0)
    text = io.TextIOWrapper(
        file, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline=""
    )
    line = 0
    try:
        head = text.readline(_LONGEST_LINE)
        if not head.endswith(("\n", "\r")) and len(head) >= _LONGEST_LINE:
            raise SourceRefused("CSV 的第一行过长，不是列名")
        delimiter = max(_DELIMITERS, key=head.count)
        text.seek(0)
        reader = csv.reader(text, delimiter=delimiter, strict=True)
        names = [name.strip() for name in next(reader, [])]
        require_columns(names)
        for cells in reader:
            line = reader.line_num
            if not any(cell.strip() for cell in cells):
                continue
            yield _csv_row(names, cells, line)
    except csv.Error as error:
        raise SourceRefused(f"CSV 从第 {line + 1} 行起不成表：{error}") from error
    finally:
        text.detach()


def require_columns(names: Sequence[str]) -> None:
    """Returns when a table can have the columns; else raises SourceRefused."""
    if len(names) > MOST_COLUMNS:
        raise SourceRefused(f"表有 {len(names)} 列：至多 {MOST_COLUMNS} 列")
    twice = next((n for i, n in enumerate(names) if n and n in names[:i]), None)
    if twice is not None:
        raise SourceRefused(f"列名“{twice[:40]}”出现了两次")
    if not any(names):
        raise SourceRefused("第一行没有列名")


def json_lines(file: BinaryIO) -> Iterator[SourceRow]:
    """The rows of JSON lines: an object on each line, in UTF-8; empty lines are passed over.

    Numbers are exact. What is no object is a row with a fault.
    """
    file.seek(0)
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        place = f"line {number}"
        if len(line) >= _LONGEST_LINE:
            raise SourceRefused(f"第 {number} 行过长，不是一行 JSON")
        stripped = line.removeprefix(b"\xef\xbb\xbf").strip()
        if not stripped:
            continue
        try:
            yield _json_row(_parsed(stripped), place)
        except (ValueError, RecursionError) as error:
            yield SourceRow(place, {}, f"不是 JSON：{_sentence(error)}")


def json_array(file: BinaryIO) -> Iterator[SourceRow]:
    """The rows of a JSON array of objects. Raises SourceRefused: no array, or too long for one."""
    size = file.seek(0, os.SEEK_END)
    if size > MOST_ARRAY_BYTES:
        raise SourceRefused(
            f"JSON 数组至多 {MOST_ARRAY_BYTES // 1_000_000} 兆字节：请改用 JSON lines"
        )
    file.seek(0)
    try:
        document = _parsed(file.read())
    except (ValueError, RecursionError) as error:
        raise SourceRefused(f"不是 JSON：{_sentence(error)}") from error
    if not isinstance(document, list):
        raise SourceRefused("应为 JSON 数组，每个元素是一行")
    for number, one in enumerate(document, start=1):
        yield _json_row(one, f"item {number}")


def _parsed(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _sentence(error: Exception) -> str:
    return str(error).split(":")[0][:100]


def _json_row(value: object, place: str) -> SourceRow:
    if not isinstance(value, Mapping):
        return SourceRow(place, {}, "每行应为一个 JSON 对象")
    if len(value) > MOST_COLUMNS:
        return SourceRow(place, {}, f"这一行有 {len(value)} 项：至多 {MOST_COLUMNS} 项")
    return SourceRow(place, value)


def _csv_row(names: Sequence[str], cells: Sequence[str], line: int) -> SourceRow:
    place = f"line {line}"
    if len(cells) != len(names):
        return SourceRow(
            place, {"line": list(cells)}, f"这一行有 {len(cells)} 个值，而表头有 {len(names)} 列"
        )
    return SourceRow(place, dict(zip(names, cells, strict=True)))
