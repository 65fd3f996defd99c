"""Takes what is due at geofences device by device; several servers may do so at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from spatial.locations.geofence_computing import Changed, FenceComputer
from spatial.locations.geofence_register import settle_fences

_LOCK = 0x6765
"""First number of the locks (pg_try_advisory_lock) under which a device is computed."""


class FenceWork:
    """Goes through the devices of which something is due, round and round."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._computer = FenceComputer()
        self._after = 0

    def some(self, devices_together: int = 100) -> tuple[int, Changed]:
        """Computes some devices in one transaction: how many, and what changed.

        Devices come in the order of their numbers, so that none waits for another for ever. Where
        one cannot be computed the others are nevertheless, and its error is raised then.
        """
        with self._engine.connect() as connection:
            # One state of all: a fix that is sealed meanwhile would be seen nowhere else.
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                settle_fences(connection)
            with connection.begin():
                devices = self._due(connection, devices_together)
                if not devices and self._after:
                    self._after = 0
                    devices = self._due(connection, devices_together)
            self._after = devices[-1] if devices else 0
            with _locked(connection, devices) as ours:
                return len(ours), self._computed(connection, ours)

    def _computed(self, connection: Connection, devices: Sequence[int]) -> Changed:
        if not devices:
            return Changed()
        try:
            with connection.begin():
                # What a crash takes back is due again.
                connection.execute(text("SET LOCAL synchronous_commit = off"))
                return self._computer.compute(connection, devices)
        except Exception:
            if len(devices) == 1 or connection.invalidated:
                raise
        changed, failure = Changed(), None
        half = len(devices) // 2
        for some in (devices[:half], devices[half:]):
            try:
                changed += self._computed(connection, some)
            except Exception as error:
                failure = error
        if failure is not None:
            raise failure
        return changed

    def all(self) -> Changed:
        """Computes until nothing is due that nobody else computes."""
        changed, before = Changed(), -1
        while True:
            count, some = self.some()
            changed += some
            if count == 0 and before == 0:
                return changed
            before = count

    def _due(self, connection: Connection, most: int) -> list[int]:
        return list(
            connection.execute(
                text(
                    "SELECT DISTINCT device_id FROM geofence_due WHERE device_id > :after"
                    " ORDER BY device_id LIMIT :most"
                ),
                {"after": self._after, "most": most},
            ).scalars()
        )


@contextmanager
def _locked(connection: Connection, devices: Sequence[int]) -> Iterator[list[int]]:
    """Those of the devices that nobody else computes; locked beyond the ends of transactions.

    Two that computed the same device would each miss what the other writes.
    """
    asked = {"lock": _LOCK, "devices": list(devices)}
    try:
        with connection.begin():
            rows = connection.execute(
                text(
                    "SELECT device, pg_try_advisory_lock(:lock, device) AS ours"
                    " FROM unnest(CAST(:devices AS integer[])) AS device"
                ),
                asked,
            ).all()
        yield [row.device for row in rows if row.ours]
    finally:
        if devices and not connection.invalidated:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_unlock_all()"))
