"""Positions over MQTT, with Mosquitto as the broker: acknowledged when they are durable."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from fix_rows import held_fixes
from paho.mqtt.enums import CallbackAPIVersion
from sqlalchemy import Engine, text
from terminals import just_now, start_gateway

from ingest.beidou.gateway.mqtt import MqttReader
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.registry import register_device, unknown_senders
from spatial.db import open_engine
from spatial.errors import BadBody


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[int]:
    """The port of a Mosquitto of the test's own."""
    program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program is not None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = tmp_path / "mosquitto.conf"
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    with subprocess.Popen([program, "-c", settings], stderr=subprocess.DEVNULL) as running:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
        running.terminate()


class Publisher:
    """A device that publishes with quality 1."""

    def __init__(self, port: int) -> None:
        self._client = paho.Client(CallbackAPIVersion.VERSION2)
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def publish(self, name: str, told: Any) -> None:
        """Returns when the broker has it."""
        payload = told if isinstance(told, bytes) else json.dumps(told).encode()
        info = self._client.publish(f"shikong/positions/{name}", payload, qos=1)
        info.wait_for_publish(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def publisher(broker: int) -> Iterator[Publisher]:
    made = Publisher(broker)
    yield made
    made.close()


@pytest.fixture
def band(engine: Engine) -> Engine:
    """A database that knows the wristband band-7."""
    with engine.begin() as connection:
        register_device(
            connection, "band-7", device_class="personal", protocol="mqtt", identifier="band-7"
        )
    return engine


def fix(when: datetime, lon: float = 120.5, **more: object) -> dict[str, object]:
    return {"time": when.isoformat(), "lon": lon, "lat": 30.25} | more


def wait_for_fixes(engine: Engine, count: int) -> None:
    deadline = time.monotonic() + 20
    while len(held_fixes(engine)) < count:
        assert time.monotonic() < deadline, held_fixes(engine)
        time.sleep(0.05)


def test_what_is_published_is_stored_and_what_is_not_durable_stays_at_the_broker(
    band: Engine, broker: int, publisher: Publisher, tmp_path: Path
) -> None:
    settings = GatewaySettings(gather_ms=1, mqtt_host="127.0.0.1", mqtt_port=broker)
    own = open_engine(band.url, pool=2, give_up_s=5)
    first = start_gateway(own, tmp_path / "spool", settings)
    _wait_until_it_listens(band, publisher)
    publisher.publish("band-7", fix(just_now(50), speed_kmh=3.5))
    publisher.publish("band-7", [fix(just_now(40 - n), 120 + n / 10) for n in range(3)])
    wait_for_fixes(band, 4)
    publisher.publish("band-7", b"no JSON")
    publisher.publish("stranger", fix(just_now(30)))
    first.stop()
    # The gateway is away; the broker keeps what comes for it.
    publisher.publish("band-7", fix(just_now(20)))
    second = start_gateway(own, tmp_path / "spool", settings)
    wait_for_fixes(band, 5)
    second.stop()
    own.dispose()
    assert {one.device for one in held_fixes(band)} == {"band-7"}
    with band.connect() as connection:
        refused = connection.execute(
            text("SELECT identifier, reason, payload FROM message_remark")
        ).all()
        waiting = unknown_senders(connection)
    assert [(one.identifier, one.reason, bytes(one.payload)) for one in refused] == [
        ("band-7", "the message is no JSON", b"no JSON")
    ]
    assert ("stranger", 1) in [(one.identifier, one.messages) for one in waiting]


def _wait_until_it_listens(engine: Engine, publisher: Publisher) -> None:
    """A broker keeps what comes for a client that has subscribed once, and nothing before."""
    for number in range(200):
        publisher.publish("probe", fix(just_now(), number / 10))
        with engine.connect() as connection:
            if unknown_senders(connection):
                return
        time.sleep(0.05)
    raise AssertionError("the gateway does not listen")


def test_a_broker_that_is_away_is_waited_for(
    band: Engine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = int(probe.getsockname()[1])
    own = open_engine(band.url, pool=2, give_up_s=5)
    settings = GatewaySettings(gather_ms=1, mqtt_host="127.0.0.1", mqtt_port=nobody)
    running = start_gateway(own, tmp_path / "spool", settings)
    assert threading.active_count() > 1
    running.stop()
    own.dispose()


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"lon": 1, "lat": 2}, "time: it has no time of day"),
        ({"time": "2024-05-01", "lon": 1, "lat": 2}, "time: it has no time of day"),
        ({"time": "2024-05-01T00:00:00", "lon": 1, "lat": 2}, "time: "),
        ({"time": "2024-05-01T00:00:00Z", "lon": "1", "lat": 2}, "lon is no number"),
        ({"time": "2024-05-01T00:00:00Z", "lon": True, "lat": 2}, "lon is no number"),
        ({"time": "2024-05-01T00:00:00Z", "lon": 1, "lat": 2, "x": 1}, "x: no such member"),
    ],
)
def test_what_is_wrong_with_a_fix_is_said(told: dict[str, object], fault: str) -> None:
    [found] = MqttReader().taken_apart(json.dumps(told).encode())
    assert found.fault is not None
    assert found.fault.startswith(fault)


@pytest.mark.parametrize("told", [b"", b"[]", b"1", b"[1]", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_message_is_refused(told: bytes) -> None:
    with pytest.raises(BadBody):
        MqttReader().taken_apart(told)
