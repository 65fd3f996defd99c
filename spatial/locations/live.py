"""What is new of chosen devices since a state of the database: latest fixes, events of geofences.

A state is named by the oldest transaction that was under way in it: all before it is seen. What
transactions from it on wrote may be seen twice and is never missed, in whatever order they end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from spatial.db import read_sql
from spatial.errors import BadParameter, UnknownDevice, UnknownGeofence
from spatial.locations.geofence_events import StoredEvent


@dataclass(frozen=True, slots=True)
class Choice:
    """Which devices: each that one of these names. Ids of the register and of fences."""

    devices: frozenset[int] = frozenset()
    classes: frozenset[str] = frozenset()
    fences: frozenset[int] = frozenset()

    def __or__(self, other: Choice) -> Choice:
        return Choice(
            self.devices | other.devices,
            self.classes | other.classes,
            self.fences | other.fences,
        )

    def holds_fix(self, fix: LiveFix) -> bool:
        """Whether the device of a fix is chosen."""
        return (
            fix.device_id in self.devices
            or fix.device_class in self.classes
            or not self.fences.isdisjoint(fix.fences)
        )

    def holds_event(self, event: LiveEvent) -> bool:
        """Whether an event is of a chosen fence or, where no fence is chosen, of a device."""
        if self.fences:
            return event.stored.fence_id in self.fences
        return event.device_id in self.devices or event.stored.device_class in self.classes


@dataclass(frozen=True, slots=True)
class LiveFix:
    """The newest fix of a device. fences: those of the question that watch it."""

    device_id: int
    device: str
    device_class: str
    fences: tuple[int, ...]
    lon: float
    lat: float
    fixed_at: datetime
    fix_key: int
    speed_kmh: float | None
    course: float | None


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """An event of a geofence that was written or withdrawn; written: by which transaction."""

    device_id: int
    written: int
    stored: StoredEvent

    @property
    def name(self) -> tuple[int, bool]:
        """What it is told of once: its id, and whether it was withdrawn."""
        return self.stored.id, self.stored.withdrawn is not None


@dataclass(frozen=True, slots=True)
class News:
    """What is new, and the state up to which it is told."""

    fixes: Sequence[LiveFix]
    events: Sequence[LiveEvent]
    state: int


def choice_of(
    connection: Connection,
    names: Sequence[str] | None,
    classes: Sequence[str] | None,
    fences: Sequence[int] | None,
) -> Choice:
    """The devices that a request names. Raises BadParameter where it names none, UnknownDevice,
    UnknownGeofence."""
    if not (names or classes or fences):
        raise BadParameter("say which devices: device, class or fence")
    # PostgreSQL's text holds no NUL; no device is named with one.
    asked = sorted({name for name in names or () if "\0" not in name})
    rows = connection.execute(
        text("SELECT id, name FROM device WHERE name = ANY(:names)"), {"names": asked}
    ).all()
    missing = set(names or ()) - {row.name for row in rows}
    if missing:
        raise UnknownDevice(f"the register holds no device {min(missing)!r}")
    known = set(
        connection.execute(
            text("SELECT id FROM geofence WHERE id = ANY(CAST(:fences AS bigint[]))"),
            {"fences": list(fences or ())},
        ).scalars()
    )
    strange = set(fences or ()) - known
    if strange:
        raise UnknownGeofence(f"there is no geofence {min(strange)}")
    return Choice(frozenset(row.id for row in rows), frozenset(classes or ()), frozenset(known))


def news_since(engine: Engine, choice: Choice, since: int | None) -> News:
    """What is new of the chosen devices since a state; None: the newest fix of each, no event.

    A state that this database has not reached is none.
    """
    with engine.connect() as connection:
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            now = connection.execute(
                text(
                    "SELECT CAST(CAST(pg_snapshot_xmin(seen) AS text) AS bigint) AS oldest,"
                    " CAST(CAST(pg_snapshot_xmax(seen) AS text) AS bigint) AS next"
                    " FROM pg_current_snapshot() AS seen"
                )
            ).one()
            if since is not None and since > now.next:
                since = None
            asked = {
                "devices": list(choice.devices),
                "classes": list(choice.classes),
                "fences": list(choice.fences),
                "since": None if since is None else str(since),
            }
            fixes = [
                LiveFix(row.device_id, row.device, row.device_class, tuple(row.fences), *row[4:])
                for row in connection.execute(
                    text(read_sql("spatial.locations", "live_latest")), asked
                )
            ]
            events = []
            if since is not None:
                events = [
                    LiveEvent(row.device_id, int(row.written), StoredEvent(*row[2:]))
                    for row in connection.execute(
                        text(read_sql("spatial.locations", "live_events")), asked
                    )
                ]
    return News(fixes, events, now.oldest)
