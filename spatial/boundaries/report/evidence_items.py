"""What the report stands on, and where each of it is in the chain of evidence."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, text

from spatial.boundaries.evidence.anchors import Anchor
from spatial.boundaries.report.facts import Facts
from spatial.db import read_sql
from spatial.locations.clock import iso_utc, microseconds

Contents = Callable[[Connection, str, Sequence[int]], Mapping[int, bytes]]
"""What rows of a kind say, as the bytes that their digests are of (canonical JSON)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The place of an item in the chain. digest, link, before (the link before): hexadecimal."""

    seq: int
    at: datetime
    algorithm: str
    digest: str
    link: str
    before: str


@dataclass(frozen=True, slots=True)
class Item:
    """A row on which the report stands. content: None where the reader may not see it.
    entry: None where it is not in the chain yet."""

    kind: str
    subject: int
    content: bytes | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry of the chain when the report was made."""

    seq: int
    at: datetime
    algorithm: str
    link: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """All items, in order of the chain, those that are not in it at the end. anchor: the last one
    that was taken out of the platform."""

    items: tuple[Item, ...]
    head: Head | None
    anchor: Anchor | None

    def document(self) -> bytes:
        """The file evidence.json."""
        told = {
            "head": self.head
            and {
                "seq": self.head.seq,
                "at": iso_utc(self.head.at),
                "algorithm": self.head.algorithm,
                "link": self.head.link,
            },
            "anchor": self.anchor and self.anchor.as_json(),
            "items": [_told(item) for item in self.items],
        }
        return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def evidence_of(
    connection: Connection,
    facts: Facts,
    contents: Contents,
    anchor: Anchor | None = None,
) -> Evidence:
    """What the report of the facts stands on. Grows with the items, not with the chain."""
    asked = {
        "id": facts.inspection.id,
        "boundary": facts.boundary.id,
        "number": facts.boundary.number,
        "round": facts.inspection.round_id,
        "day": facts.day,
        "segments": sorted(
            {
                one
                for result in facts.coverage.values()
                for one in result.sources.get("segments", ())
            }
        ),
    }
    rows = connection.execute(text(read_sql("spatial.boundaries.report", "stands_on")), asked).all()
    shown: dict[tuple[str, int], bytes] = {}
    ordered = sorted(
        {(row.kind, row.id) for row in rows if _may_be_seen(facts, row.kind, row.side)}
    )
    for kind, members in groupby(ordered, key=lambda member: member[0]):
        told = contents(connection, kind, [number for _, number in members])
        shown |= {(kind, number): content for number, content in told.items()}
    entries = _entries(connection, [(row.kind, row.id) for row in rows])
    items = [
        Item(kind, number, shown.get((kind, number)), entries.get((kind, number)))
        for kind, number in sorted({(row.kind, row.id) for row in rows})
    ]
    items.sort(key=lambda item: (item.entry is None, _place(item), item.kind, item.subject))
    return Evidence(tuple(items), _head(connection), anchor)


def _may_be_seen(facts: Facts, kind: str, side: str | None) -> bool:
    if side is None:
        return True
    if kind == "inspection-party":
        return side in facts.seen
    if kind in ("coverage-result", "visit-result"):
        results = facts.coverage if kind == "coverage-result" else facts.visits
        result = results.get(side)
        # A result of one side may have been computed with that of the other, and name its devices.
        named = () if result is None else result.devices
        return facts.complete or (
            side in facts.seen and all(device.get("side") in facts.seen for device in named)
        )
    return side in facts.shared


def _place(item: Item) -> int:
    return 0 if item.entry is None else item.entry.seq


def _entries(
    connection: Connection, wanted: Sequence[tuple[str, int]]
) -> dict[tuple[str, int], Entry]:
    rows = connection.execute(
        text(read_sql("spatial.boundaries.report", "entries")),
        {"kinds": [kind for kind, _ in wanted], "subjects": [number for _, number in wanted]},
    )
    return {
        (row.kind, row.subject): Entry(
            row.seq,
            row.at,
            row.algorithm,
            bytes(row.digest).hex(),
            bytes(row.link).hex(),
            bytes(row.before).hex(),
        )
        for row in rows
    }


def _head(connection: Connection) -> Head | None:
    row = connection.execute(
        text("SELECT seq, at, algorithm, link FROM evidence_entry ORDER BY seq DESC LIMIT 1")
    ).one_or_none()
    return None if row is None else Head(row.seq, row.at, row.algorithm, bytes(row.link).hex())


def _told(item: Item) -> dict[str, Any]:
    entry = item.entry
    told: dict[str, Any] = {
        "kind": item.kind,
        "subject": item.subject,
        "content": None if item.content is None else item.content.decode(),
        "entry": None,
    }
    if entry is not None:
        told["entry"] = {
            "seq": entry.seq,
            "at": iso_utc(entry.at),
            "at_us": microseconds(entry.at),
            "algorithm": entry.algorithm,
            "digest": entry.digest,
            "link": entry.link,
            "before": entry.before,
        }
    return told
