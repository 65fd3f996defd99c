"""The features of a GeoJSON document one by one, as its bytes come; pure.

A collection may be of any length: only the feature under way is held. What is left of the document
without its features says what it is, and shows that brackets and commas between them are right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spatial.errors import SourceRefused

MOST_FEATURE = 1 << 25
"""Bytes of one feature, and of the document without its features, at most."""

MOST_TEXT = 1 << 20
"""Bytes of a text whose end has not come, at most: it is looked through again with each chunk."""

MOST_DEPTH = 100

_SIGNS = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[{}\[\]]|"', re.DOTALL)
"""A whole text, a bracket, or the beginning of a text whose end has not come. Possessive, so that
such a text is given up in one step."""

_FEATURES = b'"features"'
_MARK = b"\xef\xbb\xbf"
_TEXT, _BRACE, _BRACKET = b'"{['


class FeatureStream:
    """Cuts a document in UTF-8 at its features.

    >>> stream = FeatureStream("a.geojson")
    >>> list(stream.feed(b'{"features":[{"a":1},{"b":')), list(stream.feed(b'"]}"}],"c":2}'))
    ([b'{"a":1}'], [b'{"b":"]}"}'])
    >>> stream.rest()
    (b'{"features":[0,0],"c":2}', 2)
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._depth = 0
        self._name = b""
        self._within = False
        self._open = False
        self._half_text = b""
        self._feature = bytearray()
        self._rest = bytearray()
        self._count = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The features that end within `chunk`. Raises SourceRefused for what grows too long."""
        data = self._half_text + chunk
        begin, cut = 0, len(data)
        for sign in _SIGNS.finditer(data):
            at, end = sign.span()
            kind = data[at]
            if kind == _TEXT:
                if end - at == 1:
                    cut = at
                    break
                if self._depth == 1:
                    self._name = sign[0]
            elif kind in (_BRACE, _BRACKET):
                if kind == _BRACE and self._within and self._depth == 2:
                    self._keep(data[begin:at])
                    begin, self._open = at, True
                self._deeper(kind)
            else:
                self._depth -= 1
                if self._open and self._depth == 2:
                    self._keep(data[begin:end])
                    begin = end
                    yield self._closed()
                elif self._depth == 1:
                    self._within = False
        self._keep(data[begin:cut])
        self._half_text = data[cut:]
        if len(self._half_text) > MOST_TEXT:
            raise SourceRefused(f"{self._source}: a text has more than {MOST_TEXT:,} bytes")

    def _closed(self) -> bytes:
        self._open = False
        feature, self._feature = bytes(self._feature), bytearray()
        self._rest += b"0"
        self._count += 1
        return feature

    def _deeper(self, kind: int) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise SourceRefused(f"{self._source}: nested more than {MOST_DEPTH} deep")
        if kind == _BRACKET and self._depth == 2 and self._name == _FEATURES:
            self._within = True

    def _keep(self, more: bytes) -> None:
        kept = self._feature if self._open else self._rest
        kept += more
        if len(kept) > MOST_FEATURE:
            raise SourceRefused(
                f"{self._source}: a feature, or what is around them, has more than "
                f"{MOST_FEATURE:,} bytes; split it"
            )

    def rest(self) -> tuple[bytes, int]:
        """The document with 0 in place of each feature, and how many there were.

        An unfinished feature is a part of it, so that half a document is no JSON.
        """
        return (bytes(self._rest) + self._feature + self._half_text).removeprefix(
            _MARK
        ), self._count
