"""A zipped Shapefile, unpacked into a folder of ours: bounded, and never by its own names."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from spatial.errors import BadParameter, UploadTooLarge

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_NEEDED = (".shp", ".shx", ".dbf")
_MOST_ENTRIES = 100
_AT_ONCE = 1 << 20
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A Shapefile in a folder. shp: the file that is opened. named: as it is called in the zip."""

    shp: Path
    named: str


def unpack_shapefile(content: bytes, folder: Path, *, most_bytes: int) -> Unpacked:
    """The one Shapefile of a zip, as `patches.*` in a folder.

    Only its parts are unpacked; a name of the zip is no path of ours. Raises BadParameter for a
    broken or encrypted zip, names that lead out of it, no Shapefile or several, a missing part;
    UploadTooLarge when more than most_bytes come out, whatever the zip says of itself.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return _unpack(packed, folder, most_bytes)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError) as error:
        raise BadParameter(f"the zip is broken: {error}") from error


def _unpack(packed: zipfile.ZipFile, folder: Path, most_bytes: int) -> Unpacked:
    entries = [one for one in packed.infolist() if not one.is_dir()]
    if len(entries) > _MOST_ENTRIES:
        raise BadParameter(f"the zip has {len(entries)} files; {_MOST_ENTRIES} are the most")
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise BadParameter(f"the zip has a file whose name leads out of it: {entry.filename!r}")
        if entry.flag_bits & _ENCRYPTED:
            raise BadParameter("the zip is encrypted")
    shapes = [one for one in entries if _suffix(one) == ".shp" and not _hidden(one)]
    if len(shapes) != 1:
        raise BadParameter(f"the zip holds {len(shapes)} files .shp: send one Shapefile")
    stem = shapes[0].filename[:-4].casefold()
    parts = {_suffix(one): one for one in entries if one.filename[:-4].casefold() == stem}
    lacking = [name for name in _NEEDED if name not in parts]
    if lacking:
        raise BadParameter(f"the Shapefile in the zip lacks {', '.join(lacking)}")
    left = most_bytes
    for suffix in _PARTS:
        if suffix in parts:
            left -= _write(packed, parts[suffix], folder / f"patches{suffix}", left, most_bytes)
    return Unpacked(folder / "patches.shp", PurePosixPath(shapes[0].filename).name)


def _write(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, left: int, most_bytes: int
) -> int:
    """How many bytes were written; counted as they come, for a zip may lie about itself."""
    size = 0
    with packed.open(entry) as source, open(path, "xb") as target:
        while piece := source.read(_AT_ONCE):
            size += len(piece)
            if size > left:
                raise UploadTooLarge(
                    f"the zip unpacks to more than {most_bytes:,} bytes", most_bytes=most_bytes
                )
            target.write(piece)
    return size


def _suffix(entry: zipfile.ZipInfo) -> str:
    return entry.filename[-4:].casefold()


def _hidden(entry: zipfile.ZipInfo) -> bool:
    """What macOS puts beside each file."""
    return "__MACOSX" in entry.filename or PurePosixPath(entry.filename).name.startswith("._")
