"""Writes a batch of messages in one transaction: fixes, what is refused, evidence, unknown devices.

The same batch twice changes nothing: a crash between the commit and the answers costs no fix and
doubles none.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from ingest.beidou.checks import Judgement, judge
from ingest.beidou.gateway.arrivals import Arrival, MessageReader, Outcome, What
from ingest.beidou.gateway.frames import FrameRow, store_frames
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.gateway.register import Identity, RememberedRegister, admit
from ingest.beidou.gateway.remarks import Remark, store_remarks
from ingest.beidou.gateway.unknown import Limits, keep_unknown
from ingest.beidou.store import FixStaging
from spatial.errors import ShikongError
from spatial.locations.fixes import FixColumns, fix_keys
from spatial.locations.sealing import lock_devices

EVIDENCE = frozenset({"patrol", "marker"})
"""Classes whose messages are kept as they came."""


@dataclass(slots=True)
class _Batch:
    """The state of one commit."""

    arrivals: Sequence[Arrival]
    outcomes: list[Outcome]
    identities: Mapping[tuple[str, str], Identity]
    remarks: list[Remark] = field(default_factory=list)
    data: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    unknown: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    terminals: dict[tuple[str, str], Any] = field(default_factory=dict)


class Committer:
    """Writes batches.

    readers: by the name of their protocol. unknown: what is kept of devices that nobody has
    registered; with no messages they are turned away.
    """

    def __init__(self, readers: Mapping[str, MessageReader], keys: Keys, unknown: Limits) -> None:
        self._readers, self._keys, self._unknown = readers, keys, unknown
        self._register = RememberedRegister()

    def forget(self) -> None:
        """The last transaction was undone."""
        self._register.forget()

    def commit(self, connection: Connection, arrivals: Sequence[Arrival]) -> list[Outcome]:
        """Writes them in the caller's transaction; what became of each, in their order."""
        identities = self._register.identities(connection, arrivals)
        if admit(connection, arrivals, identities):
            identities = self._register.identities(connection, arrivals)
        batch = _Batch(arrivals, [Outcome.STORED] * len(arrivals), identities)
        for number, arrival in enumerate(arrivals):
            self._sort(batch, number, arrival)
        frames: list[FrameRow] = []
        stored: list[FixColumns] = []
        for protocol, numbers in batch.data.items():
            fixes = self._fixes(batch, protocol, numbers, frames)
            if len(fixes):
                stored.append(fixes)
        if stored:
            fixes = FixColumns.joined(stored)
            lock_devices(connection, np.unique(fixes.device_id).tolist())
            staging = FixStaging(connection)
            staging.add(fixes)
            staging.store()
        store_frames(connection, frames)
        keep_unknown(connection, batch.arrivals, batch.unknown, batch.outcomes, self._unknown)
        _store_terminals(connection, batch.terminals)
        store_remarks(connection, batch.remarks)
        return batch.outcomes

    def _sort(self, batch: _Batch, number: int, arrival: Arrival) -> None:
        sender = (arrival.protocol, arrival.identifier)
        identity = batch.identities.get(sender)
        if arrival.what is What.REFUSED:
            batch.remarks.append(_remark(arrival, arrival.reason))
            batch.outcomes[number] = Outcome.UNREADABLE
        elif identity is not None and identity.blocked:
            batch.remarks.append(_remark(arrival, "the device is blocked"))
            batch.outcomes[number] = Outcome.NOT_ALLOWED
        elif arrival.what is What.AUTHENTICATION:
            if not self.may_send(arrival, identity):
                # Without the message: it holds a key.
                batch.remarks.append(_remark(arrival, "the key is wrong", payload=b""))
                batch.outcomes[number] = Outcome.NOT_ALLOWED
        elif identity is None:
            batch.unknown[sender].append(number)
        elif arrival.what is What.REGISTRATION:
            arrival.key_version = identity.key_version
            known = identity.terminal or batch.terminals.get(sender)
            if known is None:
                batch.terminals[sender] = arrival.content
            elif known != arrival.content:
                batch.remarks.append(_remark(arrival, "another terminal has registered with it"))
                batch.outcomes[number] = Outcome.NOT_ALLOWED
        else:
            batch.data[arrival.protocol].append(number)

    def may_send(self, arrival: Arrival, identity: Identity | None) -> bool:
        """Whether the key that an authentication brings is that of its sender."""
        version, sha256 = 0, None
        if identity is not None:
            version, sha256 = identity.key_version, identity.key_sha256
        return self._keys.is_right(
            arrival.content, arrival.protocol, arrival.identifier, version, sha256
        )

    def may_send_by_memory(self, arrival: Arrival) -> bool:
        """The same without a database: by what it said of the sender last, if it did."""
        identity = self._register.last_known(arrival.protocol, arrival.identifier)
        return not (identity and identity.blocked) and self.may_send(arrival, identity)

    def _fixes(
        self, batch: _Batch, protocol: str, numbers: list[int], frames: list[FrameRow]
    ) -> FixColumns:
        """The accepted fixes of the messages of a protocol; notes what is refused, and frames."""
        reader = self._readers[protocol]
        contents, read = [], []
        for number in numbers:
            arrival = batch.arrivals[number]
            try:
                content = arrival.content
                if content is None:
                    content = reader.taken_apart(arrival.payload, arrival.context)
                contents.append(content)
                read.append(number)
            except ShikongError as error:
                batch.remarks.append(_remark(arrival, str(error)))
                batch.outcomes[number] = Outcome.UNREADABLE
        arrivals = [batch.arrivals[number] for number in read]
        senders = [batch.identities[arrival.protocol, arrival.identifier] for arrival in arrivals]
        found = reader.positions(contents)
        for message, fault in found.faults.items():
            batch.remarks.append(_remark(arrivals[message], fault))
            batch.outcomes[read[message]] = Outcome.UNREADABLE
        origin = found.candidates.device
        received = np.array([arrival.received_us for arrival in arrivals], np.int64)[origin]
        judgement = judge(found.candidates, received)
        _note(batch.remarks, arrivals, origin, judgement)
        ids = np.array([sender.device_id for sender in senders], np.int32)
        fixes = judgement.candidates.columns(judgement.accepted, ids, received)
        kept = {
            message
            for message, sender in enumerate(senders)
            if sender.device_class in EVIDENCE or reader.is_kept(contents[message])
        }
        if kept:
            of_message = _rows_of(origin[judgement.accepted])
            keys = fix_keys(fixes)
            for message in sorted(kept - found.faults.keys()):
                rows = of_message.get(message, slice(0, 0))
                frames.append(
                    FrameRow(
                        arrivals[message],
                        senders[message].device_id,
                        fixes.time_us[rows].tolist(),
                        keys[rows].tolist(),
                    )
                )
        return fixes


def _store_terminals(connection: Connection, terminals: Mapping[tuple[str, str], Any]) -> None:
    """What devices said of themselves when they registered first."""
    for (protocol, identifier), told in sorted(terminals.items()):
        connection.execute(
            text(
                "UPDATE device_identity SET terminal = CAST(:told AS jsonb)"
                " WHERE protocol = :protocol AND identifier = :identifier AND terminal IS NULL"
            ),
            {"told": json.dumps(told), "protocol": protocol, "identifier": identifier},
        )


def _remark(
    arrival: Arrival,
    reason: str,
    place: int = 0,
    disposition: str = "refused",
    payload: bytes | None = None,
) -> Remark:
    kept = arrival.payload if payload is None else payload
    return Remark(
        arrival.protocol,
        arrival.identifier,
        hashlib.sha256(kept).digest(),
        place,
        disposition,
        reason,
        arrival.peer,
        arrival.received_us,
        kept,
    )


def _note(
    remarks: list[Remark],
    arrivals: Sequence[Arrival],
    origin: NDArray[np.int32],
    judgement: Judgement,
) -> None:
    """What is refused and what is repaired. origin: of each position, its message."""
    for disposition, reasons in (
        ("refused", judgement.refused),
        ("repaired", judgement.repaired),
    ):
        for row, reason in sorted(reasons.items()):
            message = int(origin[row])
            place = row - int(np.searchsorted(origin, message)) + 1
            remarks.append(_remark(arrivals[message], reason, place, disposition))


def _rows_of(origin: NDArray[np.int32]) -> dict[int, slice]:
    """The rows of each message; those of one follow one another."""
    if len(origin) == 0:
        return {}
    begins = [0, *(np.flatnonzero(np.diff(origin)) + 1).tolist()]
    ends = [*begins[1:], len(origin)]
    return {int(origin[begin]): slice(begin, end) for begin, end in zip(begins, ends, strict=True)}
