"""Chains what others wrote, and writes an anchor now and then, beside a server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from spatial.boundaries.evidence.anchors import anchor_now, append_anchor, last_anchor, signer_of
from spatial.boundaries.evidence.chain import chain_pending, head_of
from spatial.boundaries.evidence.hashes import EvidenceSettings
from spatial.boundaries.evidence.signing import Signer
from spatial.errors import ShikongError

log = structlog.get_logger(__name__)

_TOGETHER = 2_000


def keep_chaining(engine: Engine, ended: Event, settings: EvidenceSettings, anchors: Path) -> None:
    """Chains and anchors until the event is set. anchors: the file.

    The gateway leaves its frames to it, so that nobody who sends waits for the chain. A database
    or a folder that is away is waited for. Several servers may do so at the same time.
    """
    signer: Signer | None = None
    told = False
    while not ended.is_set():
        try:
            if signer is None:
                signer = signer_of(settings)
            chained = chain_all(engine, ended, settings)
            if chained:
                log.debug("chained evidence", entries=chained)
            anchor_when_due(engine, anchors, settings.anchor_every_s, signer)
            told = False
        except (SQLAlchemyError, ShikongError, OSError) as error:
            if not told:
                log.warning(
                    "evidence is not chained or anchored: trying again", kind=type(error).__name__
                )
            told = True
        ended.wait(settings.look_s)


def chain_all(engine: Engine, ended: Event, settings: EvidenceSettings) -> int:
    """Chains what is noted, some thousand in a transaction; how many."""
    done = 0
    while not ended.is_set():
        with engine.begin() as connection:
            chained = chain_pending(connection, algorithm=settings.hash, most=_TOGETHER)
        done += chained
        if chained < _TOGETHER:
            break
    return done


def anchor_when_due(engine: Engine, path: Path, every_s: float, signer: Signer | None) -> bool:
    """Writes an anchor where the last one is old and the chain has grown; whether it did."""
    now = datetime.now(UTC)
    last = last_anchor(path)
    if last is not None and (now - last.at).total_seconds() < every_s:
        return False
    with engine.connect() as connection:
        head = head_of(connection)
        if head is None or (last is not None and head.seq <= last.seq):
            return False
        anchor = anchor_now(connection, now, signer)
    if anchor is not None:
        append_anchor(path, anchor)
    return anchor is not None
