"""Positions that devices publish over MQTT: topic `shikong/positions/NAME`, quality of service 1.

A message is a JSON object with `time` (ISO 8601 with zone), `lon`, `lat` (degrees, CGCS2000) and,
where they are known, `altitude_m`, `speed_kmh`, `course`; or an array of such objects. The broker
is told that a message has arrived (PUBACK) when it is durable, so it keeps what is not. Who may
publish to which topic is the broker's matter. Unreadable messages are kept with a reason.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import aiomqtt
import structlog

from ingest.beidou.gateway.arrivals import Arrival, Outcome, Positions, What
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.gateway.stored_sightings import positions_of
from ingest.beidou.gateway.switchboard import Switchboard
from ingest.beidou.sightings import Sighting
from spatial.errors import BadBody, BadDate
from spatial.temporal import parse_instant

log = structlog.get_logger(__name__)

PROTOCOL = "mqtt"
TOPIC = "shikong/positions/"

_MOST_FIXES = 10_000
_AGAIN_S = 2.0
_NUMBERS = ("lon", "lat", "altitude_m", "speed_kmh", "course")


class MqttReader:
    """Reads messages."""

    def taken_apart(self, payload: bytes, _context: str = "") -> Any:
        """The sightings of a message. Raises BadBody where it is no JSON of the form above."""
        try:
            told = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise BadBody("the message is no JSON") from error
        fixes = told if isinstance(told, list) else [told]
        if not 1 <= len(fixes) <= _MOST_FIXES or not all(isinstance(fix, dict) for fix in fixes):
            raise BadBody(f"a message is an object, or an array of 1 to {_MOST_FIXES:,} of them")
        return tuple(_sighting(fix) for fix in fixes)

    def positions(self, contents: Sequence[Any]) -> Positions:
        """The positions of messages."""
        return positions_of(contents)

    def is_kept(self, _content: Any) -> bool:
        """By the class of the device."""
        return False


def _sighting(fix: dict[str, Any]) -> Sighting:
    values: dict[str, float | None] = {}
    for name in _NUMBERS:
        value = fix.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            return Sighting("", fault=f"{name} is no number")
        values[name] = None if value is None else float(value)
    more = sorted(fix.keys() - {"time", *_NUMBERS})
    if more:
        return Sighting("", fault=f"{', '.join(more)[:200]}: no such member")
    try:
        when = _instant(fix.get("time"))
    except BadDate as error:
        return Sighting("", fault=f"time: {error}")
    return Sighting(
        "",
        when,
        values["lon"],
        values["lat"],
        values["altitude_m"],
        values["speed_kmh"],
        values["course"],
    )


def _instant(told: object) -> datetime:
    # A plain day is an instant elsewhere (a window begins at midnight); a fix has a time of day.
    if not isinstance(told, str) or ":" not in told:
        raise BadDate("it has no time of day")
    return parse_instant(told)


class MqttPeer:
    """One broker: hands its messages over and acknowledges those that are durable."""

    def __init__(self, switchboard: Switchboard, settings: GatewaySettings) -> None:
        self.unanswered = self.dropped = 0
        self._switchboard, self._settings = switchboard, settings
        self._client: aiomqtt.Client | None = None

    async def run(self) -> None:
        """Listens to the broker, and to it again when it was away; until it is cancelled."""
        while True:
            try:
                async with self._connected() as client:
                    # Acknowledged by hand: paho's own way, which aiomqtt leaves as it is.
                    client._client.manual_ack_set(True)
                    self._client = client
                    await client.subscribe(f"{TOPIC}+", qos=1)
                    log.info("listening to the broker", host=self._settings.mqtt_host)
                    async for message in client.messages:
                        self._take(message)
            except aiomqtt.MqttError as error:
                log.warning("the broker is away: trying again", kind=type(error).__name__)
            finally:
                self._client = None
            await asyncio.sleep(_AGAIN_S)

    def _connected(self) -> aiomqtt.Client:
        settings = self._settings
        password = settings.mqtt_password
        return aiomqtt.Client(
            settings.mqtt_host or "",
            settings.mqtt_port,
            username=settings.mqtt_user,
            password=None if password is None else password.get_secret_value(),
            # A session that the broker keeps, with what we have not acknowledged.
            identifier=settings.mqtt_client,
            clean_session=False,
            max_inflight_messages=settings.together,
            tls_context=ssl.create_default_context() if settings.mqtt_tls else None,
        )

    def _take(self, message: aiomqtt.Message) -> None:
        if message.qos == 0 and self._switchboard.is_behind:
            # Nobody was promised anything of it; one of quality 1 waits at the broker.
            self.dropped += 1
            return
        payload = message.payload if isinstance(message.payload, bytes) else b""
        name = str(message.topic).removeprefix(TOPIC)
        arrival = Arrival(
            PROTOCOL,
            name[:128] or "?",
            f"mqtt {message.topic}"[:200],
            time.time_ns() // 1000,
            payload,
            answer_to=(message.mid, message.qos, self._client),
        )
        try:
            arrival.content = MqttReader().taken_apart(payload)
        except BadBody as error:
            arrival.what, arrival.reason = What.REFUSED, str(error)
        self._switchboard.put(arrival, self)

    def answer(self, arrival: Arrival, outcome: Outcome | None) -> None:
        """Acknowledges a message that is durable, to the connection that it came by."""
        mid, qos, client = arrival.answer_to
        if outcome is not None and client is self._client and client is not None:
            client._client.ack(mid, qos)

    def flush(self) -> None:
        """Acknowledgements go at once."""

    def look_at_flow(self) -> None:
        """The broker sends no more than it may have under way."""

    def has_lost_patience(self, _now: float) -> bool:
        """A broker may be silent."""
        return False

    def look(self) -> None:
        """The broker is asked for nothing."""

    def close(self) -> None:
        """Its task is cancelled."""
