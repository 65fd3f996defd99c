"""What a CSV is written in: its encoding, and what stands between its columns."""

from __future__ import annotations

import codecs
import csv
from typing import BinaryIO

from spatial.divisions.bulk.table_forms import require_room
from spatial.errors import BadParameter

_PIECE_BYTES = 1 << 20
_DELIMITERS = (",", "\t", ";")


def encoding_of(file: BinaryIO) -> str:
    """utf-8, or gb18030 (which GBK is a part of). Raises BadParameter for anything else."""
    file.seek(0)
    start = file.read(4)
    if not start:
        raise BadParameter("the body is empty: send a CSV with the columns lon and lat")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise BadParameter("the CSV is in UTF-16: save it as UTF-8")
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            while piece := file.read(_PIECE_BYTES):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise BadParameter("the CSV is neither in UTF-8 nor in GBK: save it as UTF-8")


def header_of(file: BinaryIO, encoding: str) -> tuple[list[str], str]:
    """The names of the columns and the delimiter. Raises BadParameter for a name that is twice."""
    file.seek(0)
    line = file.readline(_PIECE_BYTES).decode(encoding).removeprefix("\ufeff").rstrip("\r\n")
    delimiter = max(_DELIMITERS, key=line.count)
    names = next(csv.reader([line], delimiter=delimiter), [])
    twice = next((name for i, name in enumerate(names) if name in names[:i]), None)
    if twice is not None:
        raise BadParameter(f"the column {twice!r} stands twice in the header of the CSV")
    require_room(names)
    return names, delimiter
