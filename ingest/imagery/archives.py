"""Deliveries packed as .zip, .tar, .tar.gz or .tgz: unpacked within limits, or refused whole.

An archive from anybody may lie about its sizes, name members outside the folder, link to other
files, or hold itself a thousand times. So bytes are counted as they are written, never as they
are declared; only plain files and folders are taken; and what was refused leaves nothing behind.
"""

from __future__ import annotations

import errno
import re
import shutil
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol, cast

from isal import igzip, isal_zlib

from ingest.imagery.inspection import ImageRefused

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz")
"""Of the archives that are unpacked, in small letters."""

_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_FIRST_BYTES_FREE = 1 << 20
_DRIVE = re.compile("[A-Za-z]:")
_LONGEST_HEADER = 1 << 20

# What the decoders of the standard library raise on bytes that are no archive, or a broken one.
_BROKEN: tuple[type[Exception], ...] = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    cast(type[Exception], isal_zlib.error),
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    UnicodeError,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an archive is unpacked.

    members: files and folders. bytes: of all files together. ratio: bytes written for each byte
    of the archive; images are compressed 2 to 20 times, a bomb a thousand and more. depth: folders
    within folders. name: bytes of a path in the archive.
    """

    members: int = 10_000
    bytes: int = 200_000_000_000
    ratio: float = 200.0
    depth: int = 32
    name: int = 1_000


def is_archive(path: Path) -> bool:
    """Whether the name of a file is that of an archive which `unpacked` opens."""
    return path.name.lower().endswith(SUFFIXES)


@contextmanager
def unpacked(path: Path, into: Path, limits: Limits = Limits()) -> Iterator[Path]:
    """The folder with the content of an archive: a new one in `into`, gone afterwards.

    Archives within the archive stay as they are: files that nobody unpacks.
    Raises ImageRefused with the reason, and OSError where `into` cannot be written to.
    """
    if not is_archive(path):
        raise ImageRefused(f"{path.name} is no archive: {', '.join(SUFFIXES)} are unpacked")
    folder = Path(tempfile.mkdtemp(prefix="unpacked-", dir=into))
    try:
        try:
            content = _Unpacking(path, folder.resolve(), limits)
            if path.name.lower().endswith(".zip"):
                content.zip()
            else:
                content.tar()
        except _BROKEN as error:
            # A place before the beginning of the file is the archive's fault; all else the disk's.
            if isinstance(error, OSError) and error.errno not in (None, errno.EINVAL):
                raise
            raise ImageRefused(f"{path.name} is broken: {error or type(error).__name__}") from error
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Counted:
    """A stream whose bytes are counted while they are read; `last` are the latest 512 of them."""

    def __init__(self, stream: _Readable, unpacking: _Unpacking) -> None:
        self.stream, self.unpacking, self.last = stream, unpacking, b""

    def read(self, size: int) -> bytes:
        """At most so many bytes, fewer at the end."""
        chunk = self.stream.read(size)
        self.unpacking.count(len(chunk))
        if chunk:
            self.last = chunk[-512:] if len(chunk) >= 512 else (self.last + chunk)[-512:]
        return chunk


class _Member(tarfile.TarInfo):
    """A member of a tar whose long names and attributes are not read into memory at any length."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        if not (self.isreg() or self.isdir()) and self.size > _LONGEST_HEADER:
            raise tarfile.ReadError(f"a header of {self.size} bytes")
        return super()._proc_member(archive)  # type: ignore[misc,no-any-return]


class _Unpacking:
    """One archive on its way into a folder, and what was counted of it."""

    def __init__(self, path: Path, folder: Path, limits: Limits) -> None:
        self.path, self.folder, self.limits = path, folder, limits
        self.allowed = min(
            limits.bytes, _FIRST_BYTES_FREE + int(path.stat().st_size * limits.ratio)
        )
        self.written = 0
        self.members = 0
        self.taken: set[Path] = set()

    def zip(self) -> None:
        with zipfile.ZipFile(self.path) as archive:
            for member in archive.infolist():
                name = _zip_name(member)
                kind = (member.external_attr >> 16) & 0o170000
                if kind not in (0, 0o100000, 0o040000):
                    raise self._refusal(name, "is a link or a device")
                if member.flag_bits & _ENCRYPTED:
                    raise self._refusal(name, "is encrypted")
                target = self._target(name)
                if member.is_dir():
                    self._make_folder(name, target)
                    continue
                with archive.open(member) as stream:
                    self._write(name, target, _Counted(stream, self))
        if self.members == 0:
            raise ImageRefused(f"{self.path.name} is empty")

    def tar(self) -> None:
        packed = not self.path.name.lower().endswith(".tar")
        with _inflated(self.path) if packed else self.path.open("rb") as raw:
            counted = _Counted(raw, self)
            # As a stream: members come in their order, and no byte is read that was not counted.
            with tarfile.open(
                fileobj=cast(IO[bytes], counted),
                mode="r|",
                bufsize=_CHUNK,
                tarinfo=_Member,
                errors="surrogateescape",
            ) as archive:
                for member in archive:
                    self._tar_member(archive, member)
            # The check sum of the whole stands at its end, behind all members.
            while counted.read(_CHUNK):
                pass
        if self.members == 0:
            raise ImageRefused(f"{self.path.name} is empty")
        if counted.last.strip(b"\0"):
            # A tar ends with blocks of zeros; one that was cut between two members does not.
            raise ImageRefused(f"{self.path.name} is cut short: its end is missing")

    def _tar_member(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        name = _decoded_name(member.name)
        if not (member.isreg() or member.isdir()):
            raise self._refusal(name, "is a link or a device")
        if member.issparse():
            raise self._refusal(name, "is full of holes (a sparse file)")
        target = self._target(name)
        if member.isdir():
            self._make_folder(name, target)
            return
        stream = archive.extractfile(member)
        assert stream is not None
        with stream:
            self._write(name, target, stream)

    def count(self, read: int) -> None:
        """Counts bytes that came out of the archive. Raises ImageRefused when they are too many."""
        self.written += read
        if self.written > self.allowed:
            raise ImageRefused(
                f"{self.path.name} grows to more than {self.allowed} bytes when it is unpacked: at "
                f"most {self.limits.bytes} and {self.limits.ratio:g} times its own size are"
            )

    def _target(self, name: str) -> Path:
        """Where a member goes. Raises ImageRefused for a name that is none of a file in here."""
        self.members += 1
        if self.members > self.limits.members:
            raise ImageRefused(f"{self.path.name} has more than {self.limits.members} members")
        if not name or "\x00" in name or any(unicodedata.category(c) == "Cc" for c in name):
            raise self._refusal(name, "has a name with control characters, or none")
        if len(name.encode("utf-8", "surrogateescape")) > self.limits.name:
            raise self._refusal(name, f"has a name longer than {self.limits.name} bytes")
        # Archives of Windows write the other bar.
        parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
        if name.startswith(("/", "\\")) or _DRIVE.match(name):
            raise self._refusal(name, "has an absolute name")
        if ".." in parts:
            raise self._refusal(name, "leads out of the folder")
        if len(parts) > self.limits.depth:
            raise self._refusal(name, f"lies more than {self.limits.depth} folders deep")
        if any(len(part.encode("utf-8", "surrogateescape")) > 255 for part in parts):
            raise self._refusal(name, "has a name longer than 255 bytes")
        target = self.folder.joinpath(*parts)
        if not target.resolve().is_relative_to(self.folder):
            raise self._refusal(name, "leads out of the folder")
        return target

    def _make_folder(self, name: str, target: Path) -> None:
        if any(part.is_file() for part in (target, *target.parents) if part != self.folder):
            raise self._refusal(name, "is a folder in or instead of a file")
        target.mkdir(parents=True, exist_ok=True)

    def _write(self, name: str, target: Path, stream: _Readable) -> None:
        if target == self.folder:
            raise self._refusal(name, "has no name of its own")
        if target in self.taken:
            raise self._refusal(name, "is in it twice")
        self.taken.add(target)
        if target.is_dir():
            raise self._refusal(name, "is a folder and a file")
        self._make_folder(name, target.parent)
        with target.open("xb") as out:
            while chunk := stream.read(_CHUNK):
                out.write(chunk)

    def _refusal(self, name: str, fault: str) -> ImageRefused:
        shown = name.encode("utf-8", "backslashreplace").decode()[:120]
        return ImageRefused(f"{self.path.name}: member {shown!r} {fault}")


def _inflated(path: Path) -> IO[bytes]:
    # Three times as fast as gzip of the standard library; its classes come without types.
    return cast(IO[bytes], igzip.IGzipFile(path, "rb"))  # type: ignore[no-untyped-call]


def _zip_name(member: zipfile.ZipInfo) -> str:
    """The name of a member. Chinese programs write GBK where the standard has CP437 or UTF-8."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return _decoded_name(member.filename.encode("cp437").decode("ascii", "surrogateescape"))
    except UnicodeEncodeError:
        return member.filename


def _decoded_name(name: str) -> str:
    """A name of which some bytes were no text: UTF-8, else GB18030, else as it is."""
    raw = name.encode("utf-8", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("ascii", "backslashreplace")
