"""What stands in a sheet beside its values: merged cells, hidden rows, formulas never computed.

A reader that streams rows does not tell them, and one that tells them holds the whole sheet in
memory: so they are read from the sheet's XML, as a stream too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from spatial.errors import SourceRefused

MOST_MERGED = 100_000
"""Merged ranges of a sheet at most."""

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Merged:
    """A range of merged cells, from 1 and both ends included; its value is the top left one."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass
class SheetMarks:
    """merged: by first row. hidden_rows: their numbers. uncomputed: formulas without a value."""

    merged: list[Merged] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    uncomputed: set[tuple[int, int]] = field(default_factory=set)


def sheet_marks(xml: IO[bytes]) -> SheetMarks:
    """The marks of a sheet. Raises SourceRefused for XML that is broken or declares entities."""
    marks = SheetMarks()
    reading = _Reading(marks)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.EntityDeclHandler = _refuse_entity
    try:
        while piece := xml.read(_PIECE):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise SourceRefused(f"工作表的内容已损坏：{error}") from error
    marks.merged.sort(key=lambda one: (one.first_row, one.first_column))
    return marks


class _Reading:
    def __init__(self, marks: SheetMarks) -> None:
        self._marks = marks
        self._cell = ""
        self._formula = self._value = self._in_value = False

    def text(self, _: str) -> None:
        self._value = self._value or self._in_value

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "c":
            self._cell = attributes.get("r", "")
            self._formula = self._value = self._in_value = False
        elif name == "f":
            self._formula = True
        elif name in ("v", "t"):
            self._in_value = True
        elif name == "row" and attributes.get("hidden") in ("1", "true"):
            self._marks.hidden_rows.append(int(attributes.get("r", "0")))
        elif name == "mergeCell":
            if len(self._marks.merged) >= MOST_MERGED:
                raise SourceRefused(f"工作表有 {MOST_MERGED} 处以上的合并单元格")
            self._marks.merged.append(_merged(attributes.get("ref", "")))

    def end(self, tag: str) -> None:
        if tag.endswith((" v", " t")):
            self._in_value = False
        elif tag.endswith(" c") and self._formula and not self._value and self._cell:
            self._marks.uncomputed.add(_place(self._cell))


def _merged(reference: str) -> Merged:
    first, _, last = reference.partition(":")
    top, left = _place(first)
    bottom, right = _place(last or first)
    return Merged(top, left, bottom, right)


def _place(reference: str) -> tuple[int, int]:
    """Row and column of a cell as in `AB12`. Raises SourceRefused."""
    letters = reference.rstrip("0123456789")
    digits = reference[len(letters) :]
    if not digits or not letters.isalpha() or not letters.isascii() or len(letters) > 3:
        raise SourceRefused(f"工作表的内容已损坏：没有单元格 {reference[:20]!r}")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits), column


def _refuse_entity(*_: object) -> None:
    raise SourceRefused("工作表的 XML 声明了实体：不像 Excel 写的文件")
