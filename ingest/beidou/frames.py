"""Loads a file of JT/T 808 frames as terminals sent them: bytes → frames → locations → fixes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from sqlalchemy import Engine

from ingest.beidou.checks import judge
from ingest.beidou.jt808.blocks import candidates_of
from ingest.beidou.jt808.frame import (
    Frame,
    Segment,
    SegmentReader,
    read_frame,
    require_sound,
    terminal_name,
)
from ingest.beidou.jt808.messages import STORED, location_bodies
from ingest.beidou.jt808.reassembly import Reassembly
from ingest.beidou.positions import note_stored
from ingest.beidou.registry import register_senders
from ingest.beidou.store import FixStaging, require_device_class
from ingest.runs import IngestReport, IngestRun, ingest_run, report
from spatial.errors import BadBody, BadFrame, SourceRefused
from spatial.progress import step

KIND = "jt808-frames"

_READ_BYTES = 1 << 20
_BATCH = 50_000


def load_jt808_frames(
    engine: Engine,
    path: Path,
    *,
    device_class: str,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> IngestReport:
    """Loads one binary file of concatenated frames, as a recording of a connection has them.

    device_class: of all terminals in it, given and not guessed. clock: what "the future" is
    measured by. A device is named by its phone number without leading zeros, for editions pad it
    to 12 or 20 digits.

    Each location becomes a fix, or is refused with its frame in hex; so is a frame with a wrong
    checksum or length, an encrypted one, and bytes that are no frame. Messages without a position
    are counted in one remark for each message id (`raw.messages`), exact repeats in one for each
    device (`raw.repeated`).

    Raises SourceRefused when the file holds no whole frame at all, BadParameter,
    DeviceClassConflict; then nothing of it is stored.
    """
    require_device_class(device_class)
    began = time.perf_counter()
    with ingest_run(engine, KIND, path, {"device_class": device_class}) as run:
        if not run.already_loaded:
            if not path.is_file():
                raise SourceRefused(f"{path.name} is no file")
            loader = _Loader(run, device_class, clock())
            reader = SegmentReader()
            with (
                step(f"bytes of {path.name}", path.stat().st_size) as progress,
                path.open("rb") as stream,
            ):
                while chunk := stream.read(_READ_BYTES):
                    for segment in reader.feed(chunk):
                        loader.take(segment)
                    progress.advance(len(chunk))
            if (rest := reader.finish()) is not None:
                loader.take(rest)
            loader.finish(path.name)
    return report(run, KIND, path, time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class _Sighting:
    """One location body with where it came from. hex: of the frame, or of a whole message."""

    device: str
    body: bytes
    record: str
    hex: str


class _Loader:
    """The state of one load: packets that wait for others, locations that wait to be staged."""

    def __init__(self, run: IngestRun, device_class: str, now: datetime) -> None:
        self._run, self._class, self._now = run, device_class, now
        self._reassembly = Reassembly()
        self._sightings: list[_Sighting] = []
        self._ids: dict[str, int] = {}
        self._frames = 0
        self._not_positions: Counter[int] = Counter()
        self._staging = FixStaging(run.connection)

    def take(self, segment: Segment) -> None:
        """Decodes what stood between two flags, and keeps its locations."""
        record = f"frame at byte {segment.offset}"
        try:
            if not segment.closed:
                raise BadFrame("bytes outside of flags: garbage, or half a frame")
            frame = read_frame(segment.content)
            require_sound(frame)
            self._frames += 1
            whole = self._reassembly.add(frame)
        except BadFrame as error:
            self._refuse(record, str(error), segment.content)
            return
        if whole is not None:
            self._take_message(whole.frame, record, segment.content)
        if len(self._sightings) >= _BATCH:
            self._stage()

    def _take_message(self, frame: Frame, record: str, content: bytes) -> None:
        if frame.message_id not in STORED:
            self._not_positions[frame.message_id] += 1
            return
        try:
            if not frame.phone.isdecimal():
                raise BadBody(f"the phone number {frame.phone} is no BCD")
            bodies = location_bodies(frame.message_id, frame.body)
        except BadBody as error:
            self._refuse(record, str(error), content)
            return
        device = terminal_name(frame.phone)
        for number, body in enumerate(bodies, 1):
            name = record if len(bodies) == 1 else f"{record}, location {number}"
            self._sightings.append(_Sighting(device, body, name, content.hex()))

    def _refuse(self, record: str, reason: str, content: bytes) -> None:
        self._run.refuse(record, reason, {"hex": content.hex()})

    def _stage(self) -> None:
        """Judges and stages the locations collected so far."""
        sightings, self._sightings = self._sightings, []
        if not sightings:
            return
        names = sorted({sighting.device for sighting in sightings})
        index = {name: i for i, name in enumerate(names)}
        found = candidates_of(
            [sighting.body for sighting in sightings],
            [index[sighting.device] for sighting in sightings],
        )
        judgement = judge(found, self._now)
        for row in sorted(judgement.refused):
            sighting = sightings[row]
            self._run.refuse(sighting.record, judgement.refused[row], {"hex": sighting.hex})
        for row in sorted(judgement.repaired):
            sighting = sightings[row]
            self._run.repair(sighting.record, judgement.repaired[row], {"hex": sighting.hex})
        met = np.unique(judgement.candidates.device[judgement.accepted]).tolist()
        self._ids |= register_senders(
            self._run.connection,
            "jt808",
            [names[i] for i in met],
            device_class=self._class,
            source=KIND,
        )
        ids = np.array([self._ids.get(name, 0) for name in names], np.int32)
        self._staging.add(judgement.candidates.columns(judgement.accepted, ids, self._now))

    def finish(self, source: str) -> None:
        """Stores what is staged; says what was no position, and what waits for its other parts."""
        if self._frames == 0:
            raise SourceRefused(f"{source} holds no whole JT/T 808 frame with a right check byte")
        for packets in self._reassembly.incomplete():
            first = packets[0].frame
            total = first.packet[0] if first.packet else 1
            self._run.refuse(
                f"split message {first.message_id:04X} of serial {first.serial}",
                f"{len(packets)} of its {total} packets came",
                {"bodies": [packet.frame.body.hex() for packet in packets]},
            )
        self._stage()
        note_stored(self._run, self._staging.store(), self._ids)
        for message_id, count in sorted(self._not_positions.items()):
            self._run.repair(
                f"{message_id:04X}",
                f"{count:,} messages that carry no position to be stored are left out",
                {"messages": count},
            )
