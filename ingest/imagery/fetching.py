"""Images in object storage, fetched into the store: a folder there is then loaded as any other.

Each object is written aside, its size compared with the one that was announced, and renamed; a run
that was interrupted fetches what is missing. One that changed since is fetched anew. Keys, region
and endpoint come from the environment, as obstore knows them (AWS_ACCESS_KEY_ID, AWS_ENDPOINT …);
no message and no row tells more than the address without them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, from_url

from ingest.imagery.store import durable, folder_of_its_own, put
from spatial.errors import SourceRefused
from spatial.progress import step

SCHEMES = ("s3", "s3a", "gs", "az", "abfs", "abfss")
"""Of the object storage that is read."""

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_AT_A_TIME = 8
_CHUNK = 8 << 20
_INDEX = ".fetched.json"


@dataclass(frozen=True, slots=True)
class _Object:
    """An object. name: under the address. tag: another one says that it changed."""

    key: str
    name: str
    size: int
    tag: str


def is_address(source: str) -> bool:
    """Whether a source is named by an address (scheme://…) and not by a path."""
    return _ADDRESS.match(source) is not None


def fetched(address: str, store: Path | None, roots: Sequence[Path] = ()) -> Path:
    """The folder in the store with all that lies under an address, once it was fetched.

    Of file:// the path itself, which has to lie within the roots as any other.
    Raises SourceRefused for another scheme, for an address with secrets in it, without a store,
    when nothing lies there or the storage does not answer, and for hostile names.
    """
    parts = urlsplit(address)
    shown = f"{parts.scheme}://{parts.hostname or ''}{parts.path}"
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SourceRefused(f"{shown}: keys belong in the environment, not in the address")
    if parts.scheme == "file":
        return _local(parts.netloc, unquote(parts.path), roots)
    if parts.scheme not in SCHEMES:
        raise SourceRefused(f"{shown}: images are not read from there, but from s3, gs and az")
    if store is None:
        raise SourceRefused(f"{shown}: what is fetched needs a store: set SHIKONG_IMAGES")
    try:
        place = from_url(f"{parts.scheme}://{parts.netloc}")
        objects = _objects(place, unquote(parts.path).strip("/"), shown)
        folder = store / "fetched" / _folder_name(parts.netloc, parts.path, address)
        _fetch(place, objects, folder, store, shown)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise SourceRefused(f"{shown}: an object has the name of a folder of others") from error
    except (BaseError, FileNotFoundError, PermissionError, ConnectionError) as error:
        # The text of the error may hold the request with its signature.
        raise SourceRefused(f"{shown} cannot be read: {type(error).__name__}") from error
    return folder


def _local(host: str, path: str, roots: Sequence[Path]) -> Path:
    there = Path(path)
    if host not in ("", "localhost") or "\0" in path or not there.is_absolute():
        raise SourceRefused("file:// names no path of this machine")
    if roots and not any(there.resolve().is_relative_to(root.resolve()) for root in roots):
        raise SourceRefused(f"{there.name} lies outside the folders that images may come from")
    return there


def _folder_name(bucket: str, path: str, address: str) -> str:
    last = re.sub(r"[^\w.-]", "_", PurePosixPath(path.strip("/") or bucket).name)[:60]
    return f"{last.lstrip('.')}-{hashlib.sha256(address.encode()).hexdigest()[:12]}"


def _objects(place: ObjectStore, prefix: str, shown: str) -> list[_Object]:
    found = []
    for batch in obstore.list(place, prefix=prefix or None):
        for one in batch:
            key = one["path"]
            name = key.removeprefix(prefix).strip("/") or PurePosixPath(key).name
            parts = name.split("/")
            if "\\" in name or "\0" in name or ".." in parts or any(len(p) > 255 for p in parts):
                raise SourceRefused(f"{shown}: an object has a name that no file may have")
            if any(part.startswith(".") for part in parts):
                continue
            tag = one["e_tag"] or one["last_modified"].isoformat()
            found.append(_Object(key, name, one["size"], tag))
    if not found and prefix:
        # The address of one object: a listing treats it as a folder.
        one = obstore.head(place, prefix)
        tag = one["e_tag"] or one["last_modified"].isoformat()
        found.append(_Object(prefix, PurePosixPath(prefix).name, one["size"], tag))
    if not found:
        raise SourceRefused(f"{shown}: nothing lies there")
    return found


def _fetch(
    place: ObjectStore, objects: Sequence[_Object], folder: Path, store: Path, shown: str
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tags = _index(folder)
    wanted = {one.name for one in objects}
    for file in [file for file in folder.rglob("*") if file.is_file()]:
        # What is not there any more belongs to the source no longer.
        if str(file.relative_to(folder)) not in wanted | {_INDEX}:
            file.unlink()
    missing = [one for one in objects if not _is_here(folder, one, tags)]
    free = shutil.disk_usage(store).free
    if sum(one.size for one in missing) > free:
        raise SourceRefused(f"{shown}: {free:,} bytes are free, more are to be fetched")
    with (
        folder_of_its_own(store) as own,
        step("fetched", len(missing)) as progress,
        ThreadPoolExecutor(_AT_A_TIME) as pool,
    ):

        def one_object(numbered: tuple[int, _Object]) -> _Object:
            number, one = numbered
            _fetch_one(place, one, own / str(number), folder / one.name, shown)
            return one

        for one in pool.map(one_object, enumerate(missing)):
            tags[one.name] = one.tag
            written = own / "index"
            written.write_text(json.dumps(tags, sort_keys=True), encoding="utf-8")
            written.replace(folder / _INDEX)
            progress.advance(1)
    durable(folder)


def _is_here(folder: Path, one: _Object, tags: dict[str, str]) -> bool:
    file = folder / one.name
    return file.is_file() and file.stat().st_size == one.size and tags.get(one.name) == one.tag


def _index(folder: Path) -> dict[str, str]:
    try:
        read = json.loads((folder / _INDEX).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(name): str(tag) for name, tag in read.items()}


def _fetch_one(place: ObjectStore, one: _Object, aside: Path, target: Path, shown: str) -> None:
    with aside.open("wb") as out:
        for chunk in obstore.get(place, one.key).stream(min_chunk_size=_CHUNK):
            out.write(bytes(chunk))
    if aside.stat().st_size != one.size:
        raise SourceRefused(
            f"{shown}: {one.name} has {one.size:,} bytes, {aside.stat().st_size:,} came"
        )
    put(aside, target)
