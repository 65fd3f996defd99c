"""Geometries in the text encoding of a filter: well-known text, and BBOX."""

from __future__ import annotations

import math
from collections.abc import Sequence

from spatial.features.filters.source import Source
from spatial.features.filters.tree import MOST_DEPTH, Coordinates, Shape
from spatial.features.filters.words import Sort, Word

GEOMETRIES = {
    "POINT": ("Point", 0),
    "LINESTRING": ("LineString", 1),
    "POLYGON": ("Polygon", 2),
    "MULTIPOINT": ("MultiPoint", 1),
    "MULTILINESTRING": ("MultiLineString", 2),
    "MULTIPOLYGON": ("MultiPolygon", 3),
    "GEOMETRYCOLLECTION": ("GeometryCollection", 0),
    "BBOX": ("BBox", 0),
}
"""By its keyword, the name that GeoJSON has for it, and how deep its positions are nested."""


def shape_at(source: Source, words: Sequence[Word], first: int) -> tuple[Shape, int]:
    """The geometry whose keyword is the word of that number, and the number of the word after it.

    Raises BadFilter with the place of the fault.
    """
    reader = _Reader(source, words, first)
    return reader.shape(0), reader.next


class _Reader:
    def __init__(self, source: Source, words: Sequence[Word], first: int) -> None:
        self._source = source
        self._words = words
        self.next = first

    def shape(self, depth: int) -> Shape:
        word = self._take()
        if word.upper not in GEOMETRIES or (word.upper == "BBOX" and depth):
            raise self._source.fault(word.at, f"这里应是几何，而来的是{word}")
        if depth > MOST_DEPTH:
            raise self._source.fault(word.at, f"嵌套太深：至多 {MOST_DEPTH} 层")
        kind, nesting = GEOMETRIES[word.upper]
        if self._word.upper == "Z":
            self._take()
        if self._word.upper == "EMPTY":
            raise self._source.fault(word.at, "几何是空的")
        if kind == "BBox":
            return Shape(kind, self._bounds(word), word.at)
        self._require("(")
        if kind == "GeometryCollection":
            members = [self.shape(depth + 1)]
            while self._takes(","):
                members.append(self.shape(depth + 1))
            self._require(")")
            return Shape(kind, (), word.at, tuple(members))
        read = self._position() if nesting == 0 else self._list(nesting, kind == "MultiPoint")
        self._require(")")
        return Shape(kind, read, word.at)

    @property
    def _word(self) -> Word:
        return self._words[self.next]

    def _take(self) -> Word:
        word = self._word
        self.next += word.sort is not Sort.END
        return word

    def _takes(self, sign: str) -> bool:
        if self._word.upper != sign:
            return False
        self._take()
        return True

    def _require(self, sign: str) -> None:
        if not self._takes(sign):
            raise self._source.fault(
                self._word.at, f"几何中这里应是 {sign}，而来的是{self._word}", expected=sign
            )

    def _list(self, nesting: int, points: bool = False) -> Coordinates:
        """Items between brackets that are open already, until the closing one."""
        items = [self._item(nesting - 1, points)]
        while self._takes(","):
            items.append(self._item(nesting - 1, points))
        return tuple(items)

    def _item(self, nesting: int, points: bool) -> Coordinates:
        if nesting == 0 and not (points and self._word.upper == "("):
            return self._position()
        self._require("(")
        item = self._position() if nesting == 0 else self._list(nesting)
        self._require(")")
        return item

    def _position(self) -> Coordinates:
        at = self._word.at
        numbers = [self._number()]
        while self._word.sort is Sort.NUMBER or self._word.upper in ("+", "-"):
            numbers.append(self._number())
        if not 2 <= len(numbers) <= 3:
            raise self._source.fault(
                at, f"一个位置有两个数（或加高程三个），这里是 {len(numbers)} 个"
            )
        return tuple(numbers[:2])

    def _bounds(self, keyword: Word) -> Coordinates:
        self._require("(")
        numbers = [self._number()]
        while self._takes(","):
            numbers.append(self._number())
        self._require(")")
        return bounds_of(self._source, numbers, keyword.at)

    def _number(self) -> float:
        at = self._word.at
        sign = "-" if self._word.upper == "-" else ""
        if self._word.upper in ("+", "-"):
            self._take()
        if self._word.sort is not Sort.NUMBER:
            raise self._source.fault(self._word.at, f"几何中这里应是数，而来的是{self._word}")
        number = float(sign + self._take().value)
        if not math.isfinite(number):
            raise self._source.fault(at, "坐标太大")
        return number


def bounds_of(source: Source, numbers: Sequence[float], at: int | str) -> Coordinates:
    """The two corners of a box of four numbers, or of six with heights. Raises BadFilter."""
    if len(numbers) not in (4, 6):
        raise source.fault(at, f"BBOX 有四个数（或加高程六个），这里是 {len(numbers)} 个")
    half = len(numbers) // 2
    return tuple(numbers[:2]), tuple(numbers[half : half + 2])
