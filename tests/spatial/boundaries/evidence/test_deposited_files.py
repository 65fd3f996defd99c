"""Deposited files: under their hash, whole or not at all, of a type that their content tells."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from evidence_rows import JPEG
from hypothesis import given, settings
from hypothesis import strategies as st
from obstore.store import MemoryStore
from sqlalchemy import Engine, text

from spatial.boundaries.evidence.files import FileSettings, FileStore, FolderPlace, ObjectPlace
from spatial.boundaries.evidence.media_types import media_type_of
from spatial.errors import FileAltered, UnknownFile, UnsupportedUpload, UploadTooLarge


def office(part: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr(part, "x")
    return buffer.getvalue()


CONTENTS = {
    "image/jpeg": JPEG,
    "image/png": b"\x89PNG\r\n\x1a\n...",
    "image/tiff": b"MM\0*....",
    "image/webp": b"RIFF\1\2\3\4WEBPVP8 ",
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    "video/mp4": b"\0\0\0\x18ftypisom\0\0\0\0",
    "video/quicktime": b"\0\0\0\x18ftypqt  \0\0\0\0",
    "application/pdf": b"%PDF-1.7\n",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": office("word/a.xml"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": office("xl/a.xml"),
}


@pytest.fixture(params=["folder", "object storage"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    if request.param == "folder":
        return FileStore(FolderPlace(tmp_path / "of" / "files"), most_bytes=1_000)
    return FileStore(ObjectPlace(MemoryStore()), most_bytes=1_000)


def test_a_file_comes_back_by_its_hash(engine: Engine, store: FileStore) -> None:
    with engine.begin() as connection:
        sha256 = store.put(connection, JPEG, "application/octet-stream")
        assert store.put(connection, JPEG, "image/png") == sha256
        [row] = connection.execute(text("SELECT * FROM deposited_file")).all()
    assert sha256 == hashlib.sha256(JPEG).hexdigest() == bytes(row.sha256).hex()
    assert (row.media_type, row.bytes) == ("image/jpeg", len(JPEG))
    assert store.get(sha256) == JPEG


def test_a_file_that_is_not_there_or_not_itself_is_told(engine: Engine, store: FileStore) -> None:
    with engine.begin() as connection:
        sha256 = store.put(connection, JPEG, "image/jpeg")
    for other in ("0" * 64, "no", sha256.upper(), f"../{sha256}", ""):
        with pytest.raises(UnknownFile):
            store.get(other)
    store._place.write(f"{sha256[:2]}/{sha256}", b"another")
    with pytest.raises(FileAltered):
        store.get(sha256)
    # Whoever has the file still mends it.
    with engine.begin() as connection:
        store.put(connection, JPEG, "image/jpeg")
    assert store.get(sha256) == JPEG
    store.remove(sha256)
    store.remove(sha256)
    with pytest.raises(UnknownFile):
        store.get(sha256)


def test_too_large_a_file_is_refused(engine: Engine, store: FileStore) -> None:
    with engine.begin() as connection:
        store.put(connection, JPEG.ljust(1_000), "image/jpeg")
        with pytest.raises(UploadTooLarge, match="1,001 bytes; 1,000"):
            store.put(connection, JPEG.ljust(1_001), "image/jpeg")


@pytest.mark.parametrize("media_type", CONTENTS)
def test_the_content_tells_what_a_file_is(media_type: str) -> None:
    assert media_type_of(CONTENTS[media_type]) == media_type


def test_a_text_is_what_its_sender_says(engine: Engine, store: FileStore) -> None:
    with engine.begin() as connection:
        store.put(connection, "界桩,状况\n".encode(), "Text/CSV; charset=utf-8")
        [told] = connection.execute(text("SELECT media_type FROM deposited_file")).scalars()
        assert told == "text/csv"
        for content, media_type in (
            (b"\xff\xfe", "text/csv"),
            (b"<html>", "text/html"),
            (b"MZ", "application/octet-stream"),
            (b"", "image/jpeg"),
            (b"not a photo", "image/jpeg"),
        ):
            with pytest.raises(UnsupportedUpload):
                store.put(connection, content, media_type)


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from([b"", b"PK\x03\x04", b"\0\0\0\x18ftyp", b"RIFF"]))
def test_any_bytes_have_a_type_or_none(tail: bytes, head: bytes) -> None:
    assert media_type_of(head + tail) in {None, *CONTENTS}


def test_a_folder_keeps_files_to_itself(engine: Engine, tmp_path: Path) -> None:
    store = FileStore.of(FileSettings(), tmp_path / "files")
    with engine.begin() as connection:
        sha256 = store.put(connection, JPEG, "image/jpeg")
    path = tmp_path / "files" / sha256[:2] / sha256
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == [sha256]


def test_the_settings_name_the_place(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIKONG_FILES", str(tmp_path / "named"))
    monkeypatch.setenv("SHIKONG_FILES_MOST_MEGABYTES", "1")
    store = FileStore.of(FileSettings(), tmp_path / "otherwise")
    with engine.begin() as connection:
        store.put(connection, JPEG, "image/jpeg")
        with pytest.raises(UploadTooLarge):
            store.put(connection, JPEG.ljust(1_000_001), "image/jpeg")
    assert [one.name for one in tmp_path.iterdir()] == ["named"]
    monkeypatch.setenv("SHIKONG_FILES", "memory:///prefix")
    store = FileStore.of(FileSettings(), tmp_path / "otherwise")
    with engine.begin() as connection:
        assert store.get(store.put(connection, JPEG, "image/jpeg")) == JPEG


def test_bytes_are_there_before_their_row(engine: Engine, tmp_path: Path) -> None:
    store = FileStore.of(FileSettings(), tmp_path)
    with engine.connect() as connection:
        sha256 = store.put(connection, JPEG, "image/jpeg")
        connection.rollback()
    assert store.get(sha256) == JPEG
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM deposited_file")).scalar_one() == 0
