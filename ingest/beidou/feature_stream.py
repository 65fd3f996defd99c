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

MOST_DEPTH = 100

_SIGNS = re.compile(rb'["\\{}\[\]]')
_FEATURES = b'"features"'
_MARK = b"\xef\xbb\xbf"


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
        self._at = 0
        self._depth = 0
        self._in_text = False
        self._escaped = -1
        self._text_from = 0
        self._name = b""
        self._within = False
        self._open = False
        self._feature = bytearray()
        self._rest = bytearray()
        self._count = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The features that end within `chunk`. Raises SourceRefused for what grows too long."""
        if self._at == 0 and chunk.startswith(_MARK):
            chunk = chunk[len(_MARK) :]
        begin = 0
        for sign in _SIGNS.finditer(chunk):
            at, byte = sign.start(), sign[0]
            if self._in_text or byte in b'"\\':
                self._text(byte, self._at + at)
            elif byte in b"{[":
                if byte == b"{" and self._within and self._depth == 2:
                    self._keep(chunk[begin:at])
                    begin, self._open = at, True
                self._deeper(byte)
            else:
                self._depth -= 1
                if self._open and self._depth == 2:
                    self._keep(chunk[begin : at + 1])
                    begin, self._open = at + 1, False
                    feature, self._feature = bytes(self._feature), bytearray()
                    self._rest += b"0"
                    self._count += 1
                    yield feature
                elif self._within and self._depth == 1:
                    self._within = False
            self._note_name(chunk, begin, at, byte)
        self._keep(chunk[begin:])
        self._at += len(chunk)

    def _text(self, byte: bytes, place: int) -> None:
        if place == self._escaped:
            return
        if byte == b"\\":
            self._escaped = place + 1 if self._in_text else -1
        elif byte == b'"':
            self._in_text = not self._in_text
            if self._in_text:
                self._text_from = place

    def _note_name(self, chunk: bytes, begin: int, at: int, byte: bytes) -> None:
        """Remembers the text that ends here, when it stands in the document itself."""
        if byte == b'"' and not self._in_text and self._depth == 1:
            before = bytes(self._rest[-len(_FEATURES) :]) + chunk[begin : at + 1]
            length = self._at + at + 1 - self._text_from
            self._name = before[-length:] if length <= len(_FEATURES) else b""

    def _deeper(self, byte: bytes) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise SourceRefused(f"{self._source}: nested more than {MOST_DEPTH} deep")
        if byte == b"[" and self._depth == 2 and self._name == _FEATURES:
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
        return bytes(self._rest + self._feature), self._count
