"""What every way of serving begins with: a filled database, the builder of tiles."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence
from threading import Event, Thread

import structlog
from sqlalchemy import Engine, text

from deploy.database import Database, bring_up_to_date, preparing
from deploy.evidence_places import anchors_file
from deploy.loading import SampleIsStale, fill
from deploy.settings import HomeSettings
from ingest.beidou.fencing import keep_fencing
from ingest.beidou.sealer import keep_sealing
from spatial.boundaries.evidence.hashes import EvidenceSettings
from spatial.boundaries.evidence.keeper import keep_chaining
from spatial.db import DatabaseSettings, open_engine
from tileserver.settings import TileSettings
from tileserver.store.worker import keep_building

log = structlog.get_logger(__name__)

_SEAL_LOOK_S = 60.0
_FENCE_LOOK_S = 0.5


def filled_engine(used: Database, home: HomeSettings, settings: DatabaseSettings) -> Engine:
    """An engine on the database, migrated and filled."""
    engine = open_engine(used.url, pool=settings.database_pool)
    try:
        with preparing(engine):
            bring_up_to_date(engine)
            fill(engine, home, external=used.cluster is None)
        return engine
    except SampleIsStale:
        engine.dispose()
    except BaseException:
        engine.dispose()
        raise
    assert used.cluster is not None
    log.info("the sample's generator has changed: its database is made anew", name=used.name)
    used.cluster.drop_database(used.name)
    used.cluster.create_database(used.name)
    return filled_engine(used, home, settings)


def build_ahead(engine: Engine, settings: TileSettings, ended: Event) -> None:
    """Starts building tiles beside the server, where the settings say so."""
    if settings.build_ahead:
        Thread(
            target=keep_building,
            args=(engine, ended, settings.build_look_s),
            # Not waited for at the end: what it has under way is undone by its transaction.
            daemon=True,
        ).start()


def seal_behind(engine: Engine, home: HomeSettings, ended: Event) -> None:
    """Starts sealing the hours of the position history that are over, watching the geofences, and
    chaining and anchoring the evidence.

    Each takes a connection of the engine while it works.
    """
    for target, look_s in ((keep_sealing, _SEAL_LOOK_S), (keep_fencing, _FENCE_LOOK_S)):
        Thread(target=target, args=(engine, ended, look_s), daemon=True).start()
    settings = EvidenceSettings()
    anchors = anchors_file(engine, home, settings)
    Thread(target=keep_chaining, args=(engine, ended, settings, anchors), daemon=True).start()


def ready_lines(at: Sequence[str], engine: Engine) -> list[str]:
    """What the person who started the server is told: where it answers, and with which data."""
    with engine.connect() as connection:
        held = connection.execute(text("SELECT content, title FROM platform")).one_or_none()
    data = "nothing yet" if held is None else f"{held.title} ({held.content})"
    first, *others = at
    also = f" (also {', '.join(others)})" if others else ""
    return [f"时空 Shikong is ready: {first}{also}", f"data: {data}"]


def ask_health(address: str) -> str | None:
    """None when /health answers 200, else what it does instead."""
    # No proxy of the environment stands between this machine and itself.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{address}/health", timeout=30):
            return None
    except OSError as error:
        return f"{address}/health does not answer: {error}"
