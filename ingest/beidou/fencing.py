"""Computes the events of geofences beside a server, as fixes arrive and when late ones come."""

from __future__ import annotations

from threading import Event

import structlog
from sqlalchemy import Engine

from spatial.locations.geofence_work import FenceWork

log = structlog.get_logger(__name__)

_AFTER_FAILURE_S = 10.0


def keep_fencing(engine: Engine, ended: Event, look_s: float) -> None:
    """Computes what is due until the event is set, looking every `look_s` seconds.

    Looking costs a statement on an empty table; a notification would make all commits of fixes
    wait for one another. A database that is away is waited for. Several servers may do so at the
    same time.
    """
    work = FenceWork(engine)
    while not ended.is_set():
        try:
            count, changed = work.some()
        except Exception as error:
            # Of the error only the kind: its text may hold a person's data.
            log.warning("geofences could not be computed: trying again", kind=type(error).__name__)
            ended.wait(_AFTER_FAILURE_S)
            continue
        if changed.written or changed.withdrawn:
            log.info(
                "computed geofences",
                devices=count,
                events=changed.written,
                withdrawn=changed.withdrawn,
            )
        if count == 0:
            ended.wait(look_s)
