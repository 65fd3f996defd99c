"""Tracks of devices, visits to markers and coverage of lines, framed as answers (R8.1 j).

They stand on the position history, which grows by late reports: asked again after one, an answer is
made anew and compared, and a difference is told. Of persons they are never tiles (R8.5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from spatial.access.standing import Standing
from spatial.boundaries.register import Boundary, boundary_on, course_on, markers_on
from spatial.boundaries.walked.offices import coverage_answer, sides_seen
from spatial.boundaries.walked.results import VISIT_SIDES, markers_json, parts_json
from spatial.boundaries.walked.sides import walks_by_owner
from spatial.boundaries.walked.survey import Rules, Survey, survey
from spatial.business.answering.answer import ALL_BY_NOW, Answer, DataOf, Knowledge
from spatial.errors import BadParameter
from spatial.locations.clock import iso_utc
from spatial.locations.device_track import TrackPart, Variant, track
from spatial.temporal import parse_instant, today_in_china

COVERAGE, VISITS, TRACKS = "coverage", "visits", "tracks"
POSITIONS = "positions"
"""The name of the position history among the data of an answer."""

MOST_FIXES = 20_000
LONGEST = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class WalkQuestion:
    """A line in a window [starts, ends), by the rules; devices: None for all of both sides.

    office: code of the division whose office asks, None for the platform's own people (R3.10).
    """

    boundary: str
    starts: datetime
    ends: datetime
    rules: Rules
    office: str | None = None
    devices: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        """Raises BadParameter."""
        _require_window(self.starts, self.ends)
        _require_text(self.boundary, *(self.devices or ()))

    def as_json(self) -> dict[str, Any]:
        """As members of an answer's question."""
        return {
            "boundary": self.boundary,
            "from": iso_utc(self.starts),
            "to": iso_utc(self.ends),
            "rules": asdict(self.rules),
            "office": self.office,
            "devices": None if self.devices is None else list(self.devices),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> WalkQuestion:
        """From the question of an answer that was given."""
        return cls(
            said["boundary"],
            parse_instant(said["from"]),
            parse_instant(said["to"]),
            Rules(**said["rules"]),
            said["office"],
            None if said["devices"] is None else tuple(said["devices"]),
        )


@dataclass(frozen=True, slots=True)
class TrackQuestion:
    """A device in a window [starts, ends). clean_kmh: spikes above it are taken out."""

    device: str
    starts: datetime
    ends: datetime
    clean_kmh: float | None = None
    tolerance_m: float | None = None

    def __post_init__(self) -> None:
        """Raises BadParameter."""
        _require_window(self.starts, self.ends)
        _require_text(self.device)

    def as_json(self) -> dict[str, Any]:
        """As members of an answer's question."""
        return {
            "device": self.device,
            "from": iso_utc(self.starts),
            "to": iso_utc(self.ends),
            "clean_kmh": self.clean_kmh,
            "tolerance_m": self.tolerance_m,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> TrackQuestion:
        """From the question of an answer that was given."""
        return cls(
            said["device"],
            parse_instant(said["from"]),
            parse_instant(said["to"]),
            said["clean_kmh"],
            said["tolerance_m"],
        )


def line_coverage(
    connection: Connection, question: WalkQuestion, knowledge: Knowledge = ALL_BY_NOW
) -> Answer:
    """How much of a line was walked, by each side, both and either: an item for each (R3.4).

    Raises UnknownBoundary, NotPermitted (an office of neither side), BadParameter.
    """
    line, found, seen = _surveyed(connection, question)
    told = (
        coverage_answer(seen, side, one.length_m, one.walked_m, parts_json(one))
        for side, one in found.coverage.items()
    )
    items = [one for one in told if one is not None]
    return _answer(connection, COVERAGE, question, knowledge, line, items, ("side",))


def line_visits(
    connection: Connection, question: WalkQuestion, knowledge: Knowledge = ALL_BY_NOW
) -> Answer:
    """Who came to the markers of a line: an item for each side and marker (R3.5).

    Raises UnknownBoundary, NotPermitted (an office of neither side), BadParameter.
    """
    line, found, seen = _surveyed(connection, question)
    items = [
        {"side": side} | marker
        for side in VISIT_SIDES
        if side in seen
        for marker in markers_json(found.visits[side])
    ]
    return _answer(connection, VISITS, question, knowledge, line, items, ("side", "number"))


def device_tracks(
    connection: Connection, question: TrackQuestion, knowledge: Knowledge = ALL_BY_NOW
) -> Answer:
    """Where a device went: an item for each part without a gap; longitude, latitude in CGCS2000.

    Raises UnknownDevice, and BadParameter for more than MOST_FIXES fixes.
    """
    variant = Variant(question.clean_kmh, question.tolerance_m)
    found = track(
        connection, question.device, question.starts, question.ends,
        limit=MOST_FIXES, variant=variant,
    )  # fmt: skip
    if found.following is not None:
        raise BadParameter(
            f"more than {MOST_FIXES} fixes: ask for a shorter window, or in pages by "
            f"/v1/devices/{question.device}/track"
        )
    return Answer(
        TRACKS,
        question.as_json(),
        None,
        _positions(connection, knowledge, question.ends),
        [_part(number, one) for number, one in enumerate(found.parts)],
        summary={
            "device_class": found.device_class,
            "fixes": found.count,
            "removed": found.removed,
            "left_out": found.left_out,
            "known_seconds": round(found.known.seconds, 6),
            "known_share": round(found.known.share, 6),
        },
        keys=("part",),
    )


def _part(number: int, one: TrackPart) -> dict[str, Any]:
    return {
        "part": number,
        "from": iso_utc(one.times[0]),
        "to": iso_utc(one.times[-1]),
        "fixes": len(one.times),
        "times": [iso_utc(at) for at in one.times],
        "lon_lat": one.lon_lat.tolist(),
    }


def _surveyed(
    connection: Connection, question: WalkQuestion
) -> tuple[Boundary, Survey, frozenset[str]]:
    day = today_in_china(question.starts)
    line = boundary_on(connection, question.boundary, day)
    seen = sides_seen(Standing(question.office), line.left_code, line.right_code)
    devices = None if question.devices is None else list(question.devices)
    walks = walks_by_owner(connection, line, devices, question.starts, question.ends)
    course, markers = course_on(connection, line.id, day), markers_on(connection, line.id, day)
    found = survey(connection, course, markers, walks, question.rules, remarks=False)
    return line, found, seen


def _answer(
    connection: Connection,
    operator: str,
    question: WalkQuestion,
    knowledge: Knowledge,
    line: Boundary,
    items: Sequence[Mapping[str, Any]],
    keys: tuple[str, ...],
) -> Answer:
    return Answer(
        operator,
        question.as_json(),
        None,
        _positions(connection, knowledge, question.ends),
        items,
        summary={
            "boundary": line.number,
            "left_code": line.left_code,
            "right_code": line.right_code,
            "day": today_in_china(question.starts).isoformat(),
        },
        keys=keys,
    )


def _positions(connection: Connection, knowledge: Knowledge, ends: datetime) -> DataOf:
    """Of positions nobody notes when each was learned: all that there is by the asking is known."""
    now: datetime = connection.execute(text("SELECT transaction_timestamp()")).scalar_one()
    asked_at = knowledge.data or now
    return DataOf((POSITIONS,), asked_at, _last_day(min(ends, asked_at)))


def _last_day(end: datetime) -> date:
    return today_in_china(end - timedelta(microseconds=1))


def _require_window(starts: datetime, ends: datetime) -> None:
    if ends <= starts:
        raise BadParameter(f"to ({ends.isoformat()}) must lie after from ({starts.isoformat()})")
    if ends - starts > LONGEST:
        raise BadParameter(f"a window of more than {LONGEST.days} days: ask in parts")


def _require_text(*texts: str) -> None:
    if any("\0" in one for one in texts):
        raise BadParameter("nothing is named with a NUL")
