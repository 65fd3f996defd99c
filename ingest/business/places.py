"""Places the records of the business lines in areas that were built anew."""

from __future__ import annotations

import time

import structlog
from sqlalchemy import Engine

from spatial.business.intake.placement import place_all

log = structlog.get_logger(__name__)


def place_records(engine: Engine) -> None:
    """Places what is not yet placed, in one transaction; without news it does nothing."""
    begun = time.monotonic()
    with engine.begin() as connection:
        placed = place_all(connection)
    if placed:
        log.info("records are placed", places=placed, seconds=round(time.monotonic() - begun, 1))
