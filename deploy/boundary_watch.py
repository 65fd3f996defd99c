"""Looks after boundaries beside a server: late positions of inspections, markers that move."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event

import structlog
from sqlalchemy import Engine

from spatial.boundaries.displacement import MarkerWatch
from spatial.boundaries.late_data import recompute_touched

log = structlog.get_logger(__name__)


def keep_watching(engine: Engine, ended: Event, look_s: float) -> None:
    """Computes what late positions touch, and looks at smart markers, until the event is set.

    A database that is away is waited for. Several servers may do so at the same time.
    """
    markers = MarkerWatch(engine)
    while not ended.is_set():
        try:
            done = recompute_touched(engine, now=datetime.now(UTC))
            alerts = markers.look(now=datetime.now(UTC))
        except Exception as error:
            # Of the error only the kind: its text may hold a person's data.
            log.warning("boundaries could not be watched: trying again", kind=type(error).__name__)
        else:
            for inspection, reason in done.failed:
                log.warning("an inspection cannot be computed", id=inspection, reason=reason)
            if done.changed or alerts:
                log.info("watched boundaries", results=len(done.changed), alerts=alerts)
        ended.wait(look_s)
