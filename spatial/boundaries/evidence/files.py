"""The store of deposited files: bytes under their SHA-256, in a folder or in object storage."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from obstore.store import ObjectStore, from_url
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, text

from spatial.boundaries.evidence.media_types import PLAIN, media_type_of
from spatial.errors import FileAltered, FileErased, UnknownFile, UnsupportedUpload, UploadTooLarge

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class FileSettings(BaseSettings):
    """Where deposited files lie: photos and documents of the boundaries."""

    model_config = SettingsConfigDict(env_prefix="SHIKONG_")

    files: str | None = Field(
        default=None,
        description="Folder of the deposited files, or s3://BUCKET/PREFIX (keys, region and "
        "AWS_ENDPOINT in its usual environment variables); files in SHIKONG_HOME when not set.",
    )
    files_most_megabytes: int = Field(
        default=64, ge=1, le=4_096, description="Bytes of one deposited file at most, in millions."
    )


class Place(Protocol):
    """Where bytes lie under a name."""

    def read(self, name: str) -> bytes | None:
        """The bytes; None where there are none."""

    def write(self, name: str, content: bytes) -> None:
        """Returns when they are durable. A reader sees all of them or none."""

    def remove(self, name: str) -> None:
        """They are gone; that is no error where they were not there."""


class FolderPlace:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """As Place says."""
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """As Place says: written beside, made durable, renamed."""
        path = self._folder / name
        made = [one for one in (path.parent, *path.parent.parents) if not one.exists()]
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside = path.with_name(f".{path.name}.{uuid4().hex}")
        try:
            with open(beside, "xb") as file:
                os.fchmod(file.fileno(), 0o600)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        for folder in [path.parent, *(one.parent for one in made)]:
            _sync(folder)

    def remove(self, name: str) -> None:
        """As Place says."""
        path = self._folder / name
        if path.exists():
            path.unlink()
            _sync(path.parent)


class ObjectPlace:
    """Object storage that speaks S3, or any other that obstore knows."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def read(self, name: str) -> bytes | None:
        """As Place says."""
        try:
            return bytes(self._store.get(name).bytes())
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """As Place says: an object is there when its writing is answered."""
        self._store.put(name, content)

    def remove(self, name: str) -> None:
        """As Place says."""
        try:
            self._store.delete(name)
        except FileNotFoundError:
            return


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FileStore:
    """Deposited files. most_bytes: of one file."""

    def __init__(self, place: Place, *, most_bytes: int = 64_000_000) -> None:
        self._place, self._most_bytes = place, most_bytes

    @classmethod
    def of(cls, settings: FileSettings, otherwise: Path) -> FileStore:
        """The store that the settings name; in the folder `otherwise` when they name none."""
        most = settings.files_most_megabytes * 1_000_000
        named = settings.files or str(otherwise)
        if "://" in named:
            return cls(ObjectPlace(from_url(named)), most_bytes=most)
        return cls(FolderPlace(Path(named)), most_bytes=most)

    def put(self, connection: Connection, content: bytes, media_type: str) -> str:
        """Keeps a file; its SHA-256, hexadecimal. The same file twice is one.

        media_type: counts for text alone (PLAIN); else the content tells. The bytes are durable
        before the caller's transaction has the row: one that is undone leaves bytes that nobody
        refers to. Raises UploadTooLarge, UnsupportedUpload, FileErased.
        """
        if len(content) > self._most_bytes:
            raise UploadTooLarge(
                f"the file has {len(content):,} bytes; {self._most_bytes:,} are allowed"
            )
        told = media_type_of(content) or _plain_type(content, media_type)
        sha256 = hashlib.sha256(content).digest()
        row = connection.execute(
            text(
                "SELECT EXISTS (SELECT FROM evidence_erasure WHERE kind = 'deposited-file'"
                " AND subject = id) AS erased FROM deposited_file WHERE sha256 = :sha256"
            ),
            {"sha256": sha256},
        ).one_or_none()
        if row is not None and row.erased:
            raise FileErased(f"the file {sha256.hex()} was erased by law and does not come back")
        # Also where the row is there: what was lost or damaged is whole again.
        if self._place.read(_name(sha256.hex())) != content:
            self._place.write(_name(sha256.hex()), content)
        connection.execute(
            text(
                "INSERT INTO deposited_file (sha256, media_type, bytes)"
                " VALUES (:sha256, :media_type, :bytes) ON CONFLICT (sha256) DO NOTHING"
            ),
            {"sha256": sha256, "media_type": told, "bytes": len(content)},
        )
        return sha256.hex()

    def get(self, sha256: str) -> bytes:
        """The bytes of a file. Raises UnknownFile; FileAltered where they are not what came."""
        if not _SHA256.fullmatch(sha256):
            raise UnknownFile(f"{sha256!r} is no SHA-256: 64 hexadecimal digits, small letters")
        content = self._place.read(_name(sha256))
        if content is None:
            raise UnknownFile(f"the store of files does not hold {sha256}")
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileAltered(f"the bytes of the file {sha256} are not those that were deposited")
        return content

    def remove(self, sha256: str) -> None:
        """Takes the bytes away: of what was erased by law, after its tombstone is durable."""
        if _SHA256.fullmatch(sha256):
            self._place.remove(_name(sha256))


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"


def _plain_type(content: bytes, media_type: str) -> str:
    told = media_type.partition(";")[0].strip().lower()
    if told in PLAIN:
        try:
            content.decode()
        except UnicodeDecodeError as error:
            raise UnsupportedUpload(f"the file is not {told}: it is no UTF-8") from error
        return told
    raise UnsupportedUpload(
        "the file is none of JPEG, PNG, TIFF, WebP, HEIC, PDF, MP4, QuickTime, DOCX, XLSX (its"
        f" content tells), nor text of a type among {', '.join(sorted(PLAIN))}"
    )
