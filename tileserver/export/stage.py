"""The work file of an export: what is finished, so that a killed export goes on from there."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, Self

from spatial.errors import ExportRefused

_TABLES = """
CREATE TABLE told (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE body (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, data BLOB NOT NULL);
CREATE TABLE tile (number INTEGER PRIMARY KEY, body INTEGER REFERENCES body);
"""


class Entry(NamedTuple):
    """A tile with content: its number, and the id and length of its body."""

    number: int
    body: int
    length: int


class Stage:
    """Tiles by number, each body once, in an SQLite file that one process holds.

    A transaction that a kill broke off is rolled back by SQLite when the file is opened again.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path, fingerprint: str) -> Self:
        """The stage of an order: what it holds is kept where it is of the same, else dropped.

        Raises ExportRefused while another export writes to it.
        """
        connection = sqlite3.connect(path, timeout=0.2, isolation_level=None)
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            raise ExportRefused(f"another export writes to {path}: {error}") from error
        except sqlite3.DatabaseError:
            # Cut off before SQLite wrote its first page, or no file of ours.
            connection.close()
            path.unlink()
            return cls.open(path, fingerprint)
        stage = cls(path, connection)
        if stage._told() != fingerprint:
            stage._begin_anew(fingerprint)
        connection.execute("COMMIT")
        return stage

    def _told(self) -> str | None:
        tables = self._connection.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table'"
        ).fetchone()
        if tables[0] == 0:
            return None
        row = self._connection.execute(
            "SELECT value FROM told WHERE key = 'fingerprint'"
        ).fetchone()
        return None if row is None else str(row[0])

    def _begin_anew(self, fingerprint: str) -> None:
        for table in ("tile", "body", "told"):
            self._connection.execute(f"DROP TABLE IF EXISTS {table}")
        for statement in _TABLES.strip().split("\n"):
            self._connection.execute(statement)
        self._connection.execute("INSERT INTO told VALUES ('fingerprint', ?)", [fingerprint])

    def numbers(self) -> set[int]:
        """The tiles that are finished, empty ones among them."""
        return {row[0] for row in self._connection.execute("SELECT number FROM tile")}

    def keep(self, bodies: Mapping[int, bytes]) -> None:
        """Keeps finished tiles by number, all of them or none; an empty body is an empty tile."""
        connection = self._connection
        connection.execute("BEGIN")
        for number, data in bodies.items():
            connection.execute(
                "INSERT OR REPLACE INTO tile VALUES (?, ?)", (number, self._body(data))
            )
        connection.execute("COMMIT")

    def _body(self, data: bytes) -> int | None:
        if not data:
            return None
        digest = hashlib.blake2b(data, digest_size=16).digest()
        known = self._connection.execute("SELECT id FROM body WHERE digest = ?", [digest])
        row = known.fetchone()
        if row is not None:
            return int(row[0])
        added = self._connection.execute(
            "INSERT INTO body (digest, data) VALUES (?, ?)", (digest, data)
        )
        return added.lastrowid

    def entries(self) -> Iterator[Entry]:
        """The tiles with content by rising number."""
        for row in self._connection.execute(
            "SELECT number, body.id, length(data) FROM tile JOIN body ON body.id = tile.body"
            " ORDER BY number"
        ):
            yield Entry(*row)

    def bodies(self, ids: Iterable[int]) -> Iterator[bytes]:
        """The bodies of these ids, in their order."""
        for one in ids:
            row = self._connection.execute("SELECT data FROM body WHERE id = ?", [one]).fetchone()
            yield bytes(row[0])

    def close(self) -> None:
        """Lets go of the file; what it holds stays."""
        self._connection.close()

    def remove(self) -> None:
        """Ends the stage and its file."""
        self.close()
        self.path.unlink(missing_ok=True)
