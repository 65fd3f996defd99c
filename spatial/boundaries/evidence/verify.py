"""Verifies the evidence: finds and names what was changed, taken away or put in by the way.

All is read in one snapshot, as a stream: memory does not grow with the chain (the frames of one
device in one day, or one deposited file, are the most that is held). Time grows with what is
verified; rows that are not in the chain are looked for in whole tables.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text

from spatial.boundaries.evidence.anchors import Anchor, check_anchors
from spatial.boundaries.evidence.chain import ENTRY_COLUMNS, START, Entry, entry_of, link_of
from spatial.boundaries.evidence.files import FileStore
from spatial.boundaries.evidence.findings import Counted, Finding, What
from spatial.boundaries.evidence.frame_check import check_frames
from spatial.boundaries.evidence.hashes import Algorithm
from spatial.boundaries.evidence.kinds import KINDS, contents
from spatial.boundaries.evidence.signing import PublicKey
from spatial.db import read_sql
from spatial.errors import FileAltered, UnknownEvidence, UnknownFile
from spatial.progress import Step

_TOGETHER = 500


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees the database as it is now, whatever is written meanwhile."""
    with engine.connect() as connection:
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            yield connection


def verify(
    connection: Connection,
    files: FileStore | None,
    *,
    since: int = 0,
    until: int | None = None,
    anchors: Sequence[Anchor] = (),
    trusted: PublicKey | None = None,
    stored_too: bool = True,
    counted: Counted | None = None,
    progress: Step | None = None,
) -> Generator[Finding, None, None]:
    """What is not as it was, and what was erased by law, one after the other.

    connection: of `snapshot`. files: where deposited files lie; None leaves their bytes out. since,
    until: the links after the one and up to the other, with what they tell of; rows that no link
    tells of are looked for where there is no `until`, and frames (stored_too) where there is no
    `since` either. anchors: made earlier and kept elsewhere. trusted: the key that must have signed
    them; None takes the one that each names. counted: gets what was looked at, as it goes.
    progress: a step of `amount` units. Raises UnknownEvidence where there is no link `since`.
    """
    seen = counted if counted is not None else Counted()
    task = _Task(since, until, anchors, trusted, stored_too, seen, progress)
    for finding in _all(connection, files, task):
        if finding.is_fault:
            seen.faults += 1
        else:
            seen.erased += 1
        yield finding


def amount(connection: Connection, since: int = 0) -> int:
    """Links and frames that are to be looked at."""
    return int(
        connection.execute(
            text(
                "SELECT (SELECT count(*) FROM evidence_entry WHERE seq > :since)"
                " + (SELECT coalesce(sum(cardinality(device_ids)), 0) FROM frame_batch JOIN"
                "  evidence_entry ON (kind, subject) = ('frame-batch', id) WHERE seq > :since)"
            ),
            {"since": since},
        ).scalar_one()
    )


@dataclass(frozen=True, slots=True)
class _Task:
    """What `verify` is asked."""

    since: int
    until: int | None
    anchors: Sequence[Anchor]
    trusted: PublicKey | None
    stored_too: bool
    counted: Counted
    progress: Step | None


def _all(connection: Connection, files: FileStore | None, task: _Task) -> Iterator[Finding]:
    counted = task.counted
    yield from check_anchors(connection, task.anchors, task.trusted)
    batches = _Batches()
    walk = _Walk(task.since, _link_at(connection, task.since))
    for together in _entries(connection, task.since, task.until):
        for entry in together:
            yield from walk.step(entry)
            batches.add(entry)
        yield from _check_rows(connection, together, files, counted)
        counted.entries += len(together)
        counted.last = together[-1].seq
        if task.progress is not None:
            task.progress.advance(len(together))
    if task.until is None:
        yield from _check_noted(connection, counted)
        yield from _unchained(connection)
        if task.since == 0 and task.stored_too:
            yield from check_frames(connection, counted, progress=task.progress)
            return
    if batches.first is not None:
        yield from check_frames(
            connection,
            counted,
            first=batches.first,
            last=batches.last,
            whole=False,
            progress=task.progress,
        )


class _Batches:
    """The first and the last id of the batches of frames that were met."""

    def __init__(self) -> None:
        self.first: int | None = None
        self.last: int | None = None

    def add(self, entry: Entry) -> None:
        if entry.kind == "frame-batch":
            self.first = min(entry.subject, self.first or entry.subject)
            self.last = max(entry.subject, self.last or entry.subject)


class _Walk:
    """Goes from link to link."""

    def __init__(self, seq: int, link: bytes) -> None:
        self._seq, self._before = seq, [link]

    def step(self, entry: Entry) -> Iterator[Finding]:
        """What is wrong with the next link that is there."""
        for seq in range(self._seq + 1, entry.seq):
            yield Finding(What.ENTRY_MISSING, seq=seq)
        # What comes after a missing link cannot be compared with it.
        after_hole = entry.seq != self._seq + 1
        links = [entry.link]
        if not after_hole and entry.link not in (right := _right_links(entry, self._before)):
            yield Finding(What.ENTRY_ALTERED, entry.kind, entry.subject, entry.seq)
            # Where the link alone was changed, the next one follows from what it was.
            links += right
        self._seq, self._before = entry.seq, links


def _right_links(entry: Entry, before: Sequence[bytes]) -> list[bytes]:
    """What the link should be; nothing where it says of itself what cannot be."""
    try:
        return [
            link_of(
                entry.seq,
                entry.at,
                Algorithm(entry.algorithm),
                entry.kind,
                entry.subject,
                entry.digest,
                one,
            )
            for one in before[:2]
        ]
    except (TypeError, ValueError):
        return []


def _link_at(connection: Connection, seq: int) -> bytes:
    if seq == 0:
        return START
    link = connection.execute(
        text("SELECT link FROM evidence_entry WHERE seq = :seq"), {"seq": seq}
    ).scalar_one_or_none()
    if link is None:
        raise UnknownEvidence(f"the chain has no link {seq}")
    return bytes(link)


def _entries(connection: Connection, since: int, until: int | None) -> Iterator[list[Entry]]:
    columns = ENTRY_COLUMNS.replace(
        "at,", "CASE WHEN at BETWEEN '0002-01-01Z' AND '9999-01-01Z' THEN at END AS at,"
    )
    with connection.execute(
        text(
            f"SELECT {columns} FROM evidence_entry WHERE seq > :since"  # noqa: S608
            " AND (CAST(:until AS bigint) IS NULL OR seq <= :until) ORDER BY seq"
        ),
        {"since": since, "until": until},
        execution_options={"stream_results": True, "max_row_buffer": _TOGETHER},
    ) as rows:
        for together in rows.partitions(_TOGETHER):
            yield [entry_of(row) for row in together]


def _check_rows(
    connection: Connection, entries: Sequence[Entry], files: FileStore | None, counted: Counted
) -> Iterator[Finding]:
    """Compares the rows of some links with their digests."""
    by_kind: dict[str, dict[int, Entry]] = defaultdict(dict)
    for entry in entries:
        if entry.kind in KINDS:
            by_kind[entry.kind][entry.subject] = entry
        else:
            yield Finding(What.ENTRY_ALTERED, entry.kind, entry.subject, entry.seq)
    for kind, left in by_kind.items():
        for subject, told in contents(connection, kind, list(left)):
            entry = left.pop(subject)
            if Algorithm(entry.algorithm).digest(told) != entry.digest:
                yield Finding(What.ALTERED, kind, subject, entry.seq)
            elif kind == "deposited-file" and files is not None:
                counted.files += 1
                yield from _check_file(connection, subject, told, files)
        rules = _rules(connection, KINDS[kind].of, list(left))
        for subject, entry in left.items():
            rule = rules.get(subject)
            if rule is None:
                yield Finding(What.MISSING, kind, subject, entry.seq)
            elif not KINDS[kind].is_end:
                yield Finding(What.ERASED, kind, subject, entry.seq, rule=rule)


def _check_file(
    connection: Connection, subject: int, told: bytes, files: FileStore
) -> Iterator[Finding]:
    sha256 = json.loads(told)["values"]["sha256"]
    rule = _rules(connection, "deposited-file", [subject]).get(subject)
    what = None
    try:
        files.get(sha256)
        if rule is not None:
            what = What.FILE_LEFT
    except UnknownFile:
        what = What.FILE_MISSING if rule is None else What.ERASED
    except FileAltered:
        what = What.FILE_ALTERED
    if what is not None:
        yield Finding(what, "deposited-file", subject, rule=rule, sha256=sha256)


def _rules(connection: Connection, kind: str, subjects: Sequence[int]) -> dict[int, str]:
    """By which rule rows were erased, of those that were."""
    if not subjects:
        return {}
    rows = connection.execute(
        text(
            "SELECT subject, rule FROM evidence_erasure"
            " WHERE kind = :kind AND subject = ANY(:subjects)"
        ),
        {"kind": kind, "subjects": list(subjects)},
    )
    return {row.subject: row.rule for row in rows}


def _check_noted(connection: Connection, counted: Counted) -> Iterator[Finding]:
    """Rows that are not chained yet are counted; those that are gone before it are named."""
    with connection.execute(
        text("SELECT kind, subject FROM evidence_pending ORDER BY id"),
        execution_options={"stream_results": True, "max_row_buffer": _TOGETHER},
    ) as rows:
        for together in rows.partitions(_TOGETHER):
            by_kind: dict[str, list[int]] = defaultdict(list)
            for row in together:
                by_kind[row.kind].append(row.subject)
            for kind, subjects in by_kind.items():
                there = _there(connection, kind, subjects)
                counted.pending += len(there)
                for subject in sorted(set(subjects) - there):
                    yield Finding(What.MISSING, kind, subject)


def _there(connection: Connection, kind: str, subjects: Sequence[int]) -> set[int]:
    if kind not in KINDS:
        return set()
    return set(
        connection.execute(
            text(f"SELECT id FROM {KINDS[kind].table} WHERE id = ANY(:subjects)"),  # noqa: S608
            {"subjects": list(subjects)},
        ).scalars()
    )


def _unchained(connection: Connection) -> Iterator[Finding]:
    """Rows that nobody noted, and ends that nobody noted."""
    question = read_sql("spatial.boundaries.evidence", "unchained_rows")
    for kind in KINDS.values():
        condition = "NOT upper_inf(kept.known)" if kind.is_end else "true"
        with connection.execute(
            text(question.format(table=kind.table, condition=condition)),
            {"kind": kind.name},
            execution_options={"stream_results": True, "max_row_buffer": _TOGETHER},
        ) as rows:
            for row in rows:
                yield Finding(What.INSERTED, kind.name, row.id)
