"""Seals the hours of positions and the days of frames that are over, beside a server."""

from __future__ import annotations

from threading import Event

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from spatial.locations.cooling import seal_hours
from spatial.locations.frames import pack_days

log = structlog.get_logger(__name__)


def keep_sealing(engine: Engine, ended: Event, look_s: float) -> None:
    """Seals until the event is set, looking every `look_s` seconds whether an hour has cooled.

    A database that is away is waited for. Several servers may do so at the same time.
    """
    while not ended.is_set():
        try:
            sealed = packed = 0
            with engine.connect() as connection:
                for count in seal_hours(connection):
                    sealed += count
                    if ended.is_set():
                        return
                for count in pack_days(connection):
                    packed += count
            if sealed or packed:
                log.info("sealed positions", fixes=sealed, frames=packed)
        except SQLAlchemyError as error:
            log.warning("positions could not be sealed: trying again", kind=type(error).__name__)
        ended.wait(look_s)
