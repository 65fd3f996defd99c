"""Files in the database, in parts of some megabytes: what jobs are given, and what they make.

In the database and not beside it: so that an answer is there with its status or not at all, and a
worker may stand on another machine than the server that hands it out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal
from uuid import UUID

from sqlalchemy import Connection, text

from spatial.errors import ResultGone
from spatial.jobs.outputs import Made

PART_BYTES = 4 << 20

Side = Literal["input", "output"]


@dataclass(frozen=True, slots=True)
class Content:
    """A file of a job. size: in bytes."""

    id: int
    name: str
    media_type: str
    size: int


_NEW = text(
    "INSERT INTO job_content (job_id, side, name, media_type, size)"
    " VALUES (:job, :side, :name, :media_type, 0) RETURNING id"
)
_PART = text("INSERT INTO job_part (content_id, number, bytes) VALUES (:id, :number, :bytes)")
_SIZE = text("UPDATE job_content SET size = :size WHERE id = :id")


def store(
    connection: Connection, job: UUID, side: Side, name: str, media_type: str, file: BinaryIO
) -> int:
    """Stores what a file holds from where it stands; returns how many bytes."""
    values = {"job": job, "side": side, "name": name, "media_type": media_type}
    key = connection.execute(_NEW, values).scalar_one()
    size = number = 0
    while piece := file.read(PART_BYTES):
        connection.execute(_PART, {"id": key, "number": number, "bytes": piece})
        size, number = size + len(piece), number + 1
    connection.execute(_SIZE, {"size": size, "id": key})
    return size


def store_made(connection: Connection, job: UUID, name: str, made: Made) -> int:
    """Stores an output."""
    with _opened(made.content) as file:
        return store(connection, job, "output", name, made.media_type, file)


@contextmanager
def _opened(content: bytes | Path) -> Iterator[BinaryIO]:
    if isinstance(content, bytes):
        yield io.BytesIO(content)
        return
    with content.open("rb") as file:
        yield file


def contents(connection: Connection, job: UUID, side: Side) -> dict[str, Content]:
    """The files of a job by name, in the order in which they were stored."""
    rows = connection.execute(
        text(
            "SELECT id, name, media_type, size FROM job_content"
            " WHERE job_id = :job AND side = :side ORDER BY id"
        ),
        {"job": job, "side": side},
    )
    return {row.name: Content(row.id, row.name, row.media_type, row.size) for row in rows}


def parts(connection: Connection, content: Content) -> Iterator[bytes]:
    """The bytes, part by part; one is in memory at a time."""
    for number in range(part_count(content)):
        yield part(connection, content, number)


def part_count(content: Content) -> int:
    """How many parts there are."""
    return -(-content.size // PART_BYTES)


def part(connection: Connection, content: Content, number: int) -> bytes:
    """One part, for those who hold no connection between two. Raises ResultGone."""
    found = connection.execute(
        text("SELECT bytes FROM job_part WHERE content_id = :id AND number = :number"),
        {"id": content.id, "number": number},
    ).scalar_one_or_none()
    if found is None:
        raise ResultGone("the file went while it was read")
    return bytes(found)


def drop(connection: Connection, job: UUID, side: Side) -> None:
    """Deletes the files of a job."""
    connection.execute(
        text("DELETE FROM job_content WHERE job_id = :job AND side = :side"),
        {"job": job, "side": side},
    )
