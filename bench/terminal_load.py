"""`python -m bench.terminal_load`: terminals of JT/T 808 that send what was written beforehand.

A process of its own that does as little as it can while the time runs: frames are bytes already,
and an answer is a count of flags. It prints what it saw, and its own share of the processor.
"""

from __future__ import annotations

import argparse
import json
import resource
import select
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from ingest.beidou.gateway.keys import Keys
from ingest.beidou.jt808.frame import write_frames
from ingest.beidou.jt808.location import Location, encode_batch, encode_location
from spatial.temporal import CHINA_TIME

SECRET = b"the secret of a benchmark, 32 bytes"
FIRST_PHONE = 13_900_000_000


@dataclass(slots=True)
class _Connection:
    socket: socket.socket
    messages: list[bytes]
    next: int = 0
    waiting: deque[tuple[float, int]] = field(default_factory=deque)
    flags: int = 0
    held: bytes = b""


def _locations(terminal: int, count: int, dice: np.random.Generator) -> list[Location]:
    """Whole seconds up to now, one after the other; speeds and places of a car."""
    now = datetime.now(UTC).replace(microsecond=0)
    lon = 104_000_000 + 2_000 * terminal + np.cumsum(dice.integers(-150, 150, count))
    lat = 31_000_000 + 1_500 * terminal + np.cumsum(dice.integers(-150, 150, count))
    made = []
    for number in range(count):
        when = (now - timedelta(seconds=count - number)).astimezone(CHINA_TIME)
        made.append(
            Location(
                0,
                0b11,
                int(lat[number]),
                int(lon[number]),
                500 + number % 40,
                number % 900,
                number % 360,
                bytes.fromhex(when.strftime("%y%m%d%H%M%S")),
                ((0x01, number.to_bytes(4, "big")),),
            )
        )
    return made


def _messages(terminal: int, count: int, together: int, dice: np.random.Generator) -> list[bytes]:
    """The frames of each message. together: fixes of a message; 1 is a location report."""
    phone = str(FIRST_PHONE + terminal)
    fixes = _locations(terminal, count * together, dice)
    made, serial = [], 1
    for begin in range(0, len(fixes), together):
        some = fixes[begin : begin + together]
        message, body = (
            (0x0200, encode_location(some[0])) if together == 1 else (0x0704, encode_batch(some, 1))
        )
        frames = write_frames(message, phone, serial, body)
        serial += len(frames)
        made.append(b"".join(frames))
    return made


def _connect(port: int, terminal: int, messages: list[bytes]) -> _Connection:
    phone = str(FIRST_PHONE + terminal)
    made = socket.create_connection(("127.0.0.1", port), timeout=30)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    made.sendall(write_frames(0x0102, phone, 0, Keys(SECRET).key("jt808", phone, 0))[0])
    answer = made.recv(4096)
    if answer[-3] != 0:
        raise RuntimeError(f"terminal {phone} is not let in: {answer.hex()}")
    made.setblocking(False)
    return _Connection(made, messages)


def main() -> None:
    """Sends at a steady rate for a time, then waits for the last answers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--terminals", type=int, default=500)
    parser.add_argument("--rate", type=float, required=True, help="messages a second, of all")
    parser.add_argument("--together", type=int, default=1, help="fixes of a message")
    parser.add_argument("--seconds", type=float, default=20)
    asked = parser.parse_args()
    dice = np.random.default_rng(808)
    each = max(round(asked.rate * asked.seconds / asked.terminals), 1)
    connections = [
        _connect(asked.port, terminal, _messages(terminal, each, asked.together, dice))
        for terminal in range(asked.terminals)
    ]
    _tell("ready")
    sys.stdin.readline()
    result = _drive(connections, asked.rate, each)
    result["fixes"] = result["answered"] * asked.together
    _tell(json.dumps(result))


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _drive(connections: list[_Connection], rate: float, each: int) -> dict[str, float]:
    poll = select.epoll()
    by_number = {one.socket.fileno(): one for one in connections}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    total = each * len(connections)
    waits: list[float] = []
    sent = 0
    used_before = resource.getrusage(resource.RUSAGE_SELF)
    begun = time.perf_counter()
    last_answer = begun
    while len(waits) < total:
        now = time.perf_counter()
        due = min(int((now - begun) * rate), total)
        while sent < due:
            one = connections[sent % len(connections)]
            _send(one, now)
            sent += 1
        timeout = 0.02 if sent >= total else max((sent + 1) / rate - (now - begun), 0)
        events = poll.poll(min(timeout, 0.01))
        now = time.perf_counter()
        for number, _ in events:
            one = by_number[number]
            data = one.socket.recv(65536)
            if not data:
                raise RuntimeError("the gateway has closed a connection")
            one.flags += data.count(b"\x7e")
            while one.waiting and one.flags >= 2 * one.waiting[0][1]:
                since, frames = one.waiting.popleft()
                one.flags -= 2 * frames
                waits.append(now - since)
                last_answer = now
        if now - last_answer > 60:
            raise RuntimeError(f"{total - len(waits)} messages are not answered")
    took = last_answer - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    processor = used.ru_utime + used.ru_stime - used_before.ru_utime - used_before.ru_stime
    waits.sort()
    return {
        "answered": len(waits),
        "seconds": took,
        "a_second": len(waits) / took,
        "p50_ms": 1000 * waits[len(waits) // 2],
        "p99_ms": 1000 * waits[int(len(waits) * 0.99)],
        "longest_ms": 1000 * waits[-1],
        "processor": processor / took,
    }


def _send(one: _Connection, now: float) -> None:
    message = one.messages[one.next]
    one.next += 1
    one.waiting.append((now, message.count(b"\x7e") // 2))
    data = one.held + message if one.held else message
    try:
        done = one.socket.send(data)
    except BlockingIOError:
        done = 0
    one.held = data[done:]


if __name__ == "__main__":
    main()
