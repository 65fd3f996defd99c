"""The chain of evidence: each link holds the digest of one row, and the hash of all before it."""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from spatial.boundaries.evidence.hashes import Algorithm, configured
from spatial.boundaries.evidence.kinds import KINDS, contents
from spatial.locations.clock import microseconds

START = bytes(32)
"""What stands for the link before the first one."""

_DOMAIN = b"shikong-evidence-1"
_TOGETHER = 1_000
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('evidence_chain', 0))"


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the chain, as it is stored. at: when it was made. digest: of the content of the row
    `subject` of the kind."""

    seq: int
    at: datetime
    algorithm: str
    kind: str
    subject: int
    digest: bytes
    link: bytes

    def follows(self, before: bytes) -> bool:
        """Whether its link is the hash of what it says and of the link before."""
        return self.link == link_of(
            self.seq, self.at, Algorithm(self.algorithm), self.kind, self.subject, self.digest,
            before,
        )  # fmt: skip


def link_of(
    seq: int,
    at: datetime,
    algorithm: Algorithm,
    kind: str,
    subject: int,
    digest: bytes,
    before: bytes,
) -> bytes:
    """The hash, by `algorithm`, of these bytes one after the other; numbers are big endian:

    `shikong-evidence-1` · seq (8 bytes) · at in microseconds since 1970-01-01 UTC (8, signed) ·
    length of the algorithm's name (1) and the name · length of the kind (1) and the kind, UTF-8 ·
    subject (8, signed) · digest (32) · the link before (32; zeros before the first).
    """
    name, kind_bytes = algorithm.value.encode(), kind.encode()
    return algorithm.digest(
        _DOMAIN
        + struct.pack(">Qq", seq, microseconds(at))
        + bytes([len(name)])
        + name
        + bytes([len(kind_bytes)])
        + kind_bytes
        + struct.pack(">q", subject)
        + digest
        + before
    )


def chain_pending(
    connection: Connection, *, algorithm: Algorithm | None = None, most: int | None = None
) -> int:
    """Adds what is noted to the chain, in the caller's transaction; how many links came.

    To be called at the end of a transaction that writes evidence: until it ends, others wait who
    want to chain. Its isolation is READ COMMITTED (the default), for the link before may have come
    while it waited. algorithm: None for that of the installation. most: so many at most.

    Noted rows that are not there (whoever took them away went past the triggers) stay noted, and
    `verify` names them. Grows with what is noted, not with the chain.
    """
    if not connection.execute(text("SELECT EXISTS (SELECT FROM evidence_pending)")).scalar_one():
        return 0
    connection.execute(text(_LOCK))
    head = connection.execute(
        text("SELECT seq, link FROM evidence_entry ORDER BY seq DESC LIMIT 1")
    ).one_or_none()
    seq, link = (0, START) if head is None else (int(head.seq), bytes(head.link))
    used = algorithm or configured()
    done = after = 0
    while most is None or done < most:
        limit = _TOGETHER if most is None else min(_TOGETHER, most - done)
        noted = connection.execute(
            text(
                "SELECT id, kind, subject FROM evidence_pending WHERE id > :after"
                " ORDER BY id LIMIT :limit"
            ),
            {"after": after, "limit": limit},
        ).all()
        if not noted:
            break
        after = noted[-1].id
        added, link = _links(connection, noted, seq, link, used)
        if added:
            _store(connection, added)
        seq += len(added)
        done += len(added)
    return done


def _links(
    connection: Connection, noted: Sequence[Any], seq: int, link: bytes, algorithm: Algorithm
) -> tuple[list[dict[str, Any]], bytes]:
    """The links for what is noted, each with the number of its note, and the last link."""
    at = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    digests = _digests(connection, noted, algorithm)
    added: list[dict[str, Any]] = []
    for note in noted:
        digest = digests.get((note.kind, note.subject))
        if digest is None:
            continue
        seq += 1
        link = link_of(seq, at, algorithm, note.kind, note.subject, digest, link)
        added.append(
            {
                "note": note.id,
                "seq": seq,
                "at": at,
                "algorithm": algorithm.value,
                "kind": note.kind,
                "subject": note.subject,
                "digest": digest,
                "link": link,
            }
        )
    return added, link


def _digests(
    connection: Connection, noted: Sequence[Any], algorithm: Algorithm
) -> dict[tuple[str, int], bytes]:
    subjects: dict[str, list[int]] = defaultdict(list)
    for note in noted:
        if note.kind in KINDS:
            subjects[note.kind].append(note.subject)
    return {
        (kind, subject): algorithm.digest(told)
        for kind, of_kind in subjects.items()
        for subject, told in contents(connection, kind, of_kind)
    }


def _store(connection: Connection, added: Sequence[dict[str, Any]]) -> None:
    columns: dict[str, list[Any]] = {name: [one[name] for one in added] for name in added[0]}
    connection.execute(
        text(
            "INSERT INTO evidence_entry (seq, at, algorithm, kind, subject, digest, link)"
            " SELECT * FROM unnest(CAST(:seq AS bigint[]), CAST(:at AS timestamptz[]),"
            " CAST(:algorithm AS text[]), CAST(:kind AS text[]), CAST(:subject AS bigint[]),"
            " CAST(:digest AS bytea[]), CAST(:link AS bytea[]))"
        ),
        columns,
    )
    connection.execute(
        text("DELETE FROM evidence_pending WHERE id = ANY(:notes)"), {"notes": columns["note"]}
    )


def head_of(connection: Connection) -> Entry | None:
    """The last link; None of an empty chain."""
    row = connection.execute(
        text(f"SELECT {ENTRY_COLUMNS} FROM evidence_entry ORDER BY seq DESC LIMIT 1")  # noqa: S608
    ).one_or_none()
    return None if row is None else entry_of(row)


ENTRY_COLUMNS = "seq, at, algorithm, kind, subject, digest, link"


def entry_of(row: Any) -> Entry:
    """From a row of ENTRY_COLUMNS."""
    return Entry(
        row.seq, row.at, row.algorithm, row.kind, row.subject, bytes(row.digest), bytes(row.link)
    )
