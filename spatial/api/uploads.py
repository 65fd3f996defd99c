"""Bodies of requests that are tables: received into a file, unpacked, measured."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator
from tempfile import SpooledTemporaryFile
from typing import Annotated, BinaryIO, cast

from fastapi import Depends, Request

from spatial.api.settings import UploadSettings
from spatial.errors import BadParameter, UploadTooLarge

_IN_MEMORY = 8 << 20
_GZIP = b"\x1f\x8b"


def upload_settings() -> UploadSettings:
    """The settings of uploads, from the environment."""
    return UploadSettings()


async def received_body(
    request: Request, settings: Annotated[UploadSettings, Depends(upload_settings)]
) -> AsyncIterator[BinaryIO]:
    """The whole body as a file, in memory while it is small; unpacked where it is gzip.

    It is closed when the answer has gone. Raises UploadTooLarge as soon as too much has come, and
    BadParameter for a broken gzip body.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > settings.most_bytes:
        raise _too_large(settings)
    with SpooledTemporaryFile(max_size=_IN_MEMORY) as spooled:
        file = cast(BinaryIO, spooled)
        await _receive(request, file, settings)
        file.seek(0)
        yield file


async def _receive(request: Request, file: BinaryIO, settings: UploadSettings) -> None:
    unpacking: _Unpacking | None = None
    size = 0
    async for piece in request.stream():
        if size == 0 and piece.startswith(_GZIP):
            unpacking = _Unpacking()
        for part in [piece] if unpacking is None else unpacking.parts(piece):
            size += len(part)
            if size > settings.most_bytes:
                raise _too_large(settings)
            file.write(part)
    if unpacking is not None:
        unpacking.require_whole()


Body = Annotated[BinaryIO, Depends(received_body)]


def _too_large(settings: UploadSettings) -> UploadTooLarge:
    return UploadTooLarge(
        f"the table has more than {settings.most_megabytes} million bytes: send it in parts",
        most_bytes=settings.most_bytes,
    )


class _Unpacking:
    """Gzip members one after the other, some bytes at a time."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(wbits=31)

    def parts(self, packed: bytes) -> Iterator[bytes]:
        """What the bytes unpack to. Raises BadParameter."""
        while packed:
            if self._stream.eof:
                self._stream = zlib.decompressobj(wbits=31)
            try:
                part = self._stream.decompress(packed, _IN_MEMORY)
            except zlib.error as error:
                raise BadParameter(f"the gzip body is broken: {error}") from error
            packed = self._stream.unconsumed_tail or self._stream.unused_data
            yield part

    def require_whole(self) -> None:
        """Returns when the last member has ended; else raises BadParameter."""
        if not self._stream.eof:
            raise BadParameter("the gzip body ends in its middle")
