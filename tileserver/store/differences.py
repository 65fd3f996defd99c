"""A tile told as what is other than in another tile: zstd with that one as its dictionary.

A large tile changes with every renaming in it, and by a few bytes. Told whole, the tiles of the
small zooms would cost as much for each edition as for the first.
"""

from __future__ import annotations

import zstandard

from tileserver.responses import Content, packed

WORTH_BYTES = 24_000
"""Packed bytes below which a tile is kept whole: reading a difference takes longer."""

_WORTH_SHARE = 4
_LEVEL = 9


def difference(content: Content, base: Content) -> bytes | None:
    """What makes `content` out of `base`, None where that is no fourth of keeping it whole."""
    if len(content.body) < WORTH_BYTES or content.digest == base.digest:
        return None
    dictionary, plain = base.plain, content.plain
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        # The whole dictionary has to lie within the window.
        window_log=max(10, (len(dictionary) + len(plain)).bit_length()),
    )
    packer = zstandard.ZstdCompressor(
        dict_data=_dictionary(dictionary), compression_params=parameters
    )
    made = packer.compress(plain)
    return made if len(made) * _WORTH_SHARE <= len(content.body) else None


def applied(made: bytes, base: Content, digest: bytes, *, coarser: int) -> Content:
    """The tile that a difference makes out of its base, as it was when it was cut.

    digest: of that tile. A millisecond for the largest tiles, most of it to pack the tile again.
    """
    unpacker = zstandard.ZstdDecompressor(dict_data=_dictionary(base.plain), max_window_size=2**31)
    return Content(packed(unpacker.decompress(made)), True, digest, coarser)


def _dictionary(plain: bytes) -> zstandard.ZstdCompressionDict:
    return zstandard.ZstdCompressionDict(plain, dict_type=zstandard.DICT_TYPE_RAWCONTENT)
