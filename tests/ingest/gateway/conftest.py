"""A gateway on a database of its own, and devices that may send."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from terminals import RunningGateway, start_gateway

from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.registry import register_device
from spatial.db import open_engine

DEVICES = {
    "13800000001": ("car-1", "vehicle"),
    "13800000002": ("patrol-1", "patrol"),
    "13800000003": ("band-1", "personal"),
}


@pytest.fixture
def registered(engine: Engine) -> Engine:
    """A database with three devices."""
    with engine.begin() as connection:
        for phone, (name, device_class) in DEVICES.items():
            register_device(
                connection, name, device_class=device_class, protocol="jt808", identifier=phone
            )
    return engine


@pytest.fixture
def gateway(registered: Engine, tmp_path: Path) -> Iterator[RunningGateway]:
    """A gateway that takes their positions."""
    own = open_engine(registered.url, pool=2, give_up_s=20)
    running = start_gateway(own, tmp_path / "spool", GatewaySettings(gather_ms=1))
    try:
        yield running
    finally:
        running.stop()
        own.dispose()
