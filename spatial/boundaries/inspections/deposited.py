"""Deposited files of inspections: what a store of files has to do, and who may see which."""

from __future__ import annotations

import re
from typing import Protocol

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.boundaries.inspections.inspections import inspections_page
from spatial.boundaries.inspections.rights import shows
from spatial.db import read_sql
from spatial.errors import BadParameter, UnknownFile

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FileStore(Protocol):
    """Keeps the bytes of files under their SHA-256."""

    def put(self, connection: Connection, content: bytes, media_type: str) -> str:
        """Deposits a file; its SHA-256 in hexadecimal. The same file twice is one.

        media_type: as the sender says; the store may know better from the content. Raises
        UnsupportedUpload, UploadTooLarge.
        """
        ...

    def get(self, sha256: str) -> bytes:
        """The bytes of a file. Raises UnknownFile."""
        ...


def media_type_of(connection: Connection, sha256: str) -> str:
    """The media type of a deposited file. Raises BadParameter, UnknownFile."""
    if not _SHA256.fullmatch(sha256):
        raise BadParameter("a file is named by its SHA-256: 64 hexadecimal digits, lower case")
    found = connection.execute(
        text("SELECT media_type FROM deposited_file WHERE sha256 = decode(:sha256, 'hex')"),
        {"sha256": sha256},
    ).scalar_one_or_none()
    if found is None:
        raise UnknownFile(f"no file {sha256} is deposited")
    return str(found)


def require_deposited(connection: Connection, sha256: str) -> None:
    """Returns for a file that is deposited. Raises BadParameter, UnknownFile."""
    media_type_of(connection, sha256)


def visible_media_type(connection: Connection, sha256: str, standing: Standing) -> str:
    """The media type of a file that the office may see.

    That is a document of the register, of an inspection in which the office has part, or a photo
    that it sees there. Raises BadParameter, and UnknownFile for any other.
    """
    media_type = media_type_of(connection, sha256)
    if standing.code is None:
        return media_type
    uses = connection.execute(
        text(read_sql("spatial.boundaries.inspections", "file_uses")), {"sha256": sha256}
    )
    for use in uses:
        if use.inspection_id is None:
            return media_type
        _, found = inspections_page(connection, standing, number=use.inspection_id, limit=1)
        if found and shows(standing, found[0], use.side):
            return media_type
    raise UnknownFile(f"no file {sha256} is deposited")
