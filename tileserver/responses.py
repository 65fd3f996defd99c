"""Tile bytes to HTTP answers: ETag, 304, gzip, Cache-Control, 204; the same for every layer.

The ETag is of the content (RFC 9110, 8.8.3): all days of one edition share it, and a correction
alters it only where it alters the bytes. It is a weak one, because the plain and the gzip form of
a tile share it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from fastapi import Request
from fastapi.responses import Response
from isal import igzip

MVT = "application/vnd.mapbox-vector-tile"
JSON = "application/json"

# Of isal, which packs at a tenth of the time that zlib takes for the same size.
_GZIP_LEVEL = 2
# Below this gzip's own frame eats the gain.
_WORTH_GZIP = 150


@dataclass(frozen=True, slots=True)
class Content:
    """One finished answer, as it is kept: packed where that makes it smaller.

    body: what is kept, gzip where `packed`. digest: BLAKE2b of 16 bytes of the plain form; b"" of
    an empty one. To stay small, a tile may be coarser than its own zoom by `coarser` of them, or
    hold `kept` of its features only; None is all.
    """

    body: bytes
    packed: bool
    digest: bytes
    coarser: int = 0
    kept: int | None = None

    @classmethod
    def of(cls, plain: bytes, media_type: str, *, coarser: int = 0) -> Self:
        """The content of a body. Images are compressed in themselves and get no gzip form."""
        digest = hashlib.blake2b(plain, digest_size=16).digest() if plain else b""
        if not media_type.startswith("image/") and len(plain) >= _WORTH_GZIP:
            gzipped = packed(plain)
            if len(gzipped) < len(plain):
                return cls(gzipped, True, digest, coarser)
        return cls(plain, False, digest, coarser)

    @property
    def plain(self) -> bytes:
        """The form for clients that take no gzip."""
        return unpacked(self.body) if self.packed else self.body

    @property
    def gzipped(self) -> bytes | None:
        """The gzip form, None where it is not smaller."""
        return self.body if self.packed else None

    @property
    def etag(self) -> str:
        """The ETag, of the plain form."""
        return etag_of(self.digest)

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, for the accounts of a cache."""
        return len(self.body) + 200


def packed(plain: bytes) -> bytes:
    """The gzip form of a body: the same bytes at any time, for it tells no time."""
    made: bytes = igzip.compress(plain, _GZIP_LEVEL, mtime=0)
    return made


def unpacked(body: bytes) -> bytes:
    """The plain form of gzip bytes."""
    made: bytes = igzip.decompress(body)  # type: ignore[no-untyped-call]
    return made


def etag_of(digest: bytes) -> str:
    """The ETag of a content with this digest."""
    return f'W/"{digest.hex()}"'


def tile_response(
    request: Request,
    body: bytes,
    media_type: str,
    *,
    max_age_s: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer with a tile (or a TileJSON) for one request.

    max_age_s: seconds for which a client may use it without asking again.
    An empty body is 204; an If-None-Match that holds its ETag is 304.
    """
    return content_response(
        request, Content.of(body, media_type), media_type, max_age_s=max_age_s, headers=headers
    )


def content_response(
    request: Request,
    content: Content,
    media_type: str,
    *,
    max_age_s: int,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """As tile_response, from forms that are finished already."""
    head = {"Cache-Control": f"public, max-age={max_age_s}", **(headers or {})}
    if not content.body:
        return Response(status_code=204, headers=head)
    head["ETag"] = content.etag
    if not media_type.startswith("image/"):
        head["Vary"] = "Accept-Encoding"
    if holds_etag(request.headers.get("if-none-match"), content.etag):
        return Response(status_code=304, headers=head)
    if content.packed and accepts_gzip(request.headers.get("accept-encoding")):
        head["Content-Encoding"] = "gzip"
        return Response(content.body, media_type=media_type, headers=head)
    return Response(content.plain, media_type=media_type, headers=head)


def holds_etag(if_none_match: str | None, etag: str) -> bool:
    """Weak comparison (RFC 9110, 8.8.3.2) with any of the listed tags; `*` is any."""
    if if_none_match is None:
        return False
    opaque = etag.removeprefix("W/")
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return any(tag in ("*", opaque) for tag in tags)


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether the client takes gzip (RFC 9110, 12.5.3): named, or `*`, and not with weight 0.

    >>> accepts_gzip("br;q=1, gzip;q=0.5"), accepts_gzip("gzip;q=0, *"), accepts_gzip(None)
    (True, False, False)
    """
    weights: dict[str, float] = {}
    for part in (accept_encoding or "").lower().split(","):
        coding, _, parameter = part.partition(";")
        name, _, value = parameter.partition("=")
        weight = 1.0
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                weight = 0.0
        weights[coding.strip()] = weight
    return weights.get("gzip", weights.get("*", 0.0)) > 0
