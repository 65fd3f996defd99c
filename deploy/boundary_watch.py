"""Looks after boundaries beside a server: late positions, markers that move, lines that are due."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event

import structlog
from sqlalchemy import Engine

from spatial.boundaries.displacement import MarkerWatch
from spatial.boundaries.due_alerts import tell_due
from spatial.boundaries.walked.late_data import recompute_touched
from spatial.temporal import today_in_china

log = structlog.get_logger(__name__)


def keep_watching(engine: Engine, ended: Event, look_s: float) -> None:
    """Computes what late positions touch, looks at smart markers, and tells of lines that fall due,
    until the event is set.

    A database that is away is waited for. Several servers may do so at the same time.
    """
    markers = MarkerWatch(engine)
    while not ended.is_set():
        try:
            done = recompute_touched(engine, now=datetime.now(UTC))
            alerts = markers.look(now=datetime.now(UTC))
            with engine.begin() as connection:
                alerts += tell_due(connection, today_in_china(datetime.now(UTC)))
        except Exception as error:
            # Of the error only the kind: its text may hold a person's data.
            log.warning("boundaries could not be watched: trying again", kind=type(error).__name__)
        else:
            for inspection, reason in done.failed:
                log.warning("an inspection cannot be computed", id=inspection, reason=reason)
            if done.changed or alerts:
                log.info("watched boundaries", results=len(done.changed), alerts=alerts)
        ended.wait(look_s)
