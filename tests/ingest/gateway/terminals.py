"""A terminal of JT/T 808 for tests, and a gateway in a thread of its own."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from deploy.listening import bind_loopback
from ingest.beidou.gateway.keys import Keys
from ingest.beidou.gateway.serving import Ports, serve_gateway
from ingest.beidou.gateway.settings import GatewaySettings
from ingest.beidou.jt808.frame import Frame, SegmentReader, read_frame, write_frames
from ingest.beidou.jt808.layouts import encode_body
from ingest.beidou.jt808.location import Location, encode_batch, encode_location
from spatial.temporal import CHINA_TIME

SECRET = b"a secret of tests, 32 bytes long"


def location(
    when: datetime,
    lon_e6: int = 120_000_000,
    lat_e6: int = 30_000_000,
    *,
    status: int = 0b11,
    extras: tuple[tuple[int, bytes], ...] = (),
    speed: int = 420,
) -> Location:
    """A location as a terminal tells it."""
    told = when.astimezone(CHINA_TIME).strftime("%y%m%d%H%M%S")
    return Location(0, status, lat_e6, lon_e6, 12, speed, 90, bytes.fromhex(told), extras)


def just_now(seconds_ago: int = 0) -> datetime:
    """A whole second of the last minutes."""
    return datetime.now(CHINA_TIME).replace(microsecond=0) - timedelta(seconds=seconds_ago)


class Terminal:
    """Speaks with a gateway over TCP; version: of the edition of 2019, None before it."""

    def __init__(self, port: int, phone: str, version: int | None = None) -> None:
        self.phone, self.version = phone, version
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._segments = SegmentReader()
        self._frames: list[Frame] = []
        self.serial = 0

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def frames(self, message_id: int, body: bytes) -> list[bytes]:
        """The frames of a message, with the next serials."""
        made = write_frames(message_id, self.phone, self.serial, body, version=self.version)
        self.serial += len(made)
        return made

    def send(self, data: bytes) -> None:
        """Sends bytes."""
        self._socket.sendall(data)

    def pour(self, data: bytes, *, times: int, patience_s: float) -> None:
        """Sends bytes again and again. Raises TimeoutError when nobody takes them."""
        self._socket.settimeout(patience_s)
        for _ in range(times):
            self._socket.sendall(data)

    def say(self, message_id: int, body: bytes = b"") -> int:
        """Sends a message; the serial of its first frame."""
        first = self.serial
        self.send(b"".join(self.frames(message_id, body)))
        return first

    def heard(self) -> Frame:
        """The next answer. Raises ConnectionError when the gateway has closed the connection."""
        while not self._frames:
            data = self._socket.recv(65536)
            if not data:
                raise ConnectionError("closed by the gateway")
            self._frames += [read_frame(one.content) for one in self._segments.feed(data)]
        return self._frames.pop(0)

    def hears_nothing(self, for_s: float) -> bool:
        """Whether no answer comes for so long."""
        if self._frames:
            return False
        self._socket.settimeout(for_s)
        try:
            self._frames += [read_frame(one.content) for one in self._segments.feed(
                self._socket.recv(65536))]  # fmt: skip
            return not self._frames
        except TimeoutError:
            return True
        finally:
            self._socket.settimeout(20)

    def result(self) -> tuple[int, int, int]:
        """Serial, message and result of the next general answer (0x8001)."""
        frame = self.heard()
        assert frame.message_id == 0x8001, f"{frame.message_id:04X}"
        serial, message, result = struct.unpack(">HHB", frame.body)
        return serial, message, result

    def register(self, model: str = "T1") -> tuple[int, bytes]:
        """Registers (0x0100): result and key."""
        edition = 2013 if self.version is None else 2019
        body = encode_body(
            0x0100,
            {
                "province": 33,
                "county": 106,
                "maker": b"MAKER",
                "model": model.encode(),
                "terminal": b"0000007",
                "plate_colour": 0,
                "plate": b"",
            },
            edition,
        )
        self.say(0x0100, body)
        frame = self.heard()
        assert frame.message_id == 0x8100
        return frame.body[2], frame.body[3:]

    def authenticate(self, key: bytes) -> int:
        """Authenticates (0x0102): the result."""
        if self.version is None:
            self.say(0x0102, encode_body(0x0102, {"code": key}, 2013))
        else:
            values = {"code": key, "imei": b"861234567890123", "software": b"1.0"}
            self.say(0x0102, encode_body(0x0102, values, 2019))
        return self.result()[2]

    def enter(self) -> None:
        """Registers and authenticates."""
        result, key = self.register()
        assert result == 0
        assert self.authenticate(key) == 0

    def report(self, one: Location) -> int:
        """Sends a location report; its serial."""
        return self.say(0x0200, encode_location(one))

    def report_batch(self, many: Sequence[Location], kind: int = 1) -> int:
        """Sends a batch (0x0704); the serial of its first frame."""
        return self.say(0x0704, encode_batch(many, kind))


@dataclass
class RunningGateway:
    """A gateway in a thread. port: of JT/T 808."""

    port: int
    jt809_port: int
    sentences_port: int
    _loop: asyncio.AbstractEventLoop
    _task: asyncio.Task[None]
    _thread: threading.Thread
    errors: list[BaseException] = field(default_factory=list)

    def stop(self) -> None:
        """Ends it in order."""
        self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(30)
        assert not self._thread.is_alive()
        assert not self.errors, self.errors


def _both(port: int) -> tuple[list[socket.socket], list[socket.socket]]:
    """TCP and UDP at one port."""
    streams = bind_loopback("127.0.0.1", port, shared=True)
    number = streams[0].getsockname()[1]
    return streams, bind_loopback("127.0.0.1", number, socket.SOCK_DGRAM, shared=True)


def start_gateway(engine: Engine, spool: Path, settings: GatewaySettings) -> RunningGateway:
    """A gateway on a free port."""
    streams, datagrams = _both(0)
    sentences, sentence_datagrams = _both(0)
    jt809 = bind_loopback("127.0.0.1", 0)
    ports = Ports(streams, datagrams, jt809, sentences, sentence_datagrams)
    ready = threading.Event()
    found: list[RunningGateway] = []
    errors: list[BaseException] = []

    async def serve() -> None:
        task = asyncio.ensure_future(
            serve_gateway(settings, engine, Keys(SECRET), spool, ports, ready.set)
        )
        found.append(
            RunningGateway(
                *(one[0].getsockname()[1] for one in (streams, jt809, sentences)),
                asyncio.get_running_loop(),
                task,
                thread,
                errors,
            )
        )
        try:
            await task
        except asyncio.CancelledError:
            pass
        except BaseException as error:
            errors.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    assert ready.wait(20)
    assert not errors, errors
    return found[0]
