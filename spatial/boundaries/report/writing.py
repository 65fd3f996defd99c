"""Writes a bundle: into a folder, or as the bytes of a ZIP that are sent while it is made."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from spatial.boundaries.report.bundle import BundleFile
from spatial.errors import ExportRefused

# The oldest instant that a ZIP can say: the same files give the same ZIP.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_PACKED = (".jpg", ".png", ".webp", ".gif", ".heic", ".heif", ".pdf")


def write_bundle(files: Iterable[BundleFile], out: Path) -> None:
    """Writes a folder, or a ZIP where the name ends so; whole or not at all.

    Raises ExportRefused where something stands there already.
    """
    if out.exists():
        raise ExportRefused(f"{out} stands already: name another folder or file")
    beside = out.with_name(f".{out.name}.part")
    try:
        if out.suffix.lower() == ".zip":
            with beside.open("wb") as file:
                file.writelines(zip_pieces(files))
        else:
            for one in files:
                path = beside / one.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(one.content)
        beside.rename(out)
    finally:
        if beside.is_dir():
            shutil.rmtree(beside)
        else:
            beside.unlink(missing_ok=True)


class _Sink:
    """What a ZIP is written to: it can only go on, and hands out what came."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def taken(self) -> bytes:
        pieces, self._pieces = b"".join(self._pieces), []
        return pieces


def zip_pieces(files: Iterable[BundleFile]) -> Iterator[bytes]:
    """The ZIP in pieces, one for each file: no more than one file is in memory."""
    sink = _Sink()
    with ZipFile(sink, "w") as archive:  # type: ignore[call-overload]
        for one in files:
            told = ZipInfo(one.name, _NO_TIME)
            told.compress_type = ZIP_STORED if one.name.endswith(_PACKED) else ZIP_DEFLATED
            told.external_attr = 0o644 << 16
            archive.writestr(told, one.content)
            yield sink.taken()
    yield sink.taken()
