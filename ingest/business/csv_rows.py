"""Rows of a CSV table with a known header; what makes the whole file unreadable refuses it."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spatial.errors import SourceRefused


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A line of the table. values: by column, None where the line has not one value per column.

    line: number of the line in the file on which the row ends, the header being 1. raw: the values
    as they came.
    """

    line: int
    values: dict[str, str] | None
    raw: tuple[str, ...]


def csv_rows(path: Path, header: Sequence[str]) -> Iterator[CsvRow]:
    """The rows of a CSV file (RFC 4180, UTF-8 with or without byte-order mark), one after another.

    Values are stripped of spaces around them; empty lines are passed over.
    Raises SourceRefused when it is no file, not UTF-8, has another header, a broken quotation, or
    ends within a line: such a file is half written, and its last value may be half a number.
    """
    _require_whole(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            found = next(reader, [])
            if [name.strip() for name in found] != list(header):
                raise SourceRefused(
                    f"{path.name} begins with the columns {','.join(found)!r},"
                    f" not {','.join(header)!r}"
                )
            for cells in reader:
                raw = tuple(cell.strip() for cell in cells)
                if not any(raw):
                    continue
                whole = len(raw) == len(header)
                values = dict(zip(header, raw, strict=True)) if whole else None
                yield CsvRow(reader.line_num, values, raw)
    except UnicodeDecodeError as error:
        raise SourceRefused(
            f"{path.name} is not UTF-8 (byte {error.start}): save it as UTF-8, not GBK"
        ) from error
    except csv.Error as error:
        raise SourceRefused(
            f"{path.name} is no CSV from line {reader.line_num}: {error}"
        ) from error


def _require_whole(path: Path) -> None:
    if not path.is_file():
        raise SourceRefused(f"{path.name} is no file")
    with path.open("rb") as stream:
        if stream.seek(0, os.SEEK_END) == 0:
            raise SourceRefused(f"{path.name} is empty")
        stream.seek(-1, os.SEEK_END)
        if stream.read(1) not in (b"\n", b"\r"):
            raise SourceRefused(
                f"{path.name} ends within a line: it is half written, or lacks its last line end"
            )
