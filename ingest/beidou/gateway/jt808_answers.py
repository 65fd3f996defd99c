"""What the platform answers to terminals of JT/T 808: bodies by the table of layouts, framed."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum

from ingest.beidou.jt808.frame import MOST_BODY, Frame, enclosed, write_frames
from ingest.beidou.jt808.layouts import Value, encode_body


class Result(IntEnum):
    """The result of a general answer (0x8001)."""

    DONE = 0
    FAILED = 1
    WRONG = 2
    NOT_SUPPORTED = 3


class Registered(IntEnum):
    """The result of a registration (0x8100)."""

    DONE = 0
    ANOTHER_TERMINAL = 3
    NO_SUCH_TERMINAL = 4


class Answers:
    """Writes the answers of one session; serials count from 0, as the standard has it."""

    def __init__(self) -> None:
        self._serial = 0
        self._heads: dict[tuple[str, int | None], bytes] = {}

    def general(self, frame: Frame, result: Result) -> bytes:
        """0x8001 平台通用应答 to a message: what nearly all answers are, so that it is quick."""
        head = self._heads.get((frame.phone, frame.version))
        if head is None:
            if len(self._heads) >= _MOST_HEADS:
                self._heads.clear()
            head = self._heads[frame.phone, frame.version] = _general_head(frame)
        serial, self._serial = self._serial, (self._serial + 1) & 0xFFFF
        return enclosed(head + _GENERAL.pack(serial, frame.serial, frame.message_id, result))

    def registration(self, frame: Frame, result: Registered, key: bytes = b"") -> bytes:
        """0x8100 终端注册应答; the key (鉴权码) comes with a registration that is done."""
        values: dict[str, Value] = {"serial": frame.serial, "result": result, "code": key}
        return self._framed(0x8100, frame, encode_body(0x8100, values))

    def server_time(self, frame: Frame, now: datetime) -> bytes:
        """0x8004 查询服务器时间应答: YYMMDDhhmmss in UTC, as the edition of 2019 says."""
        told = bytes.fromhex(now.astimezone(UTC).strftime("%y%m%d%H%M%S"))
        return self._framed(0x8004, frame, encode_body(0x8004, {"time": told}))

    def send_again(self, frame: Frame, first_serial: int, missing: Sequence[int]) -> bytes:
        """0x8003 服务器补传分包请求: the packets of a split message that have not come.

        frame: a packet that has. first_serial: of the message. missing: the numbers of others, of
        which the earlier editions tell 255 at most.
        """
        edition, most = (2013, 0xFF) if frame.version is None else (2019, MOST_BODY // 2 - 2)
        asked = missing[:most]
        values: dict[str, Value] = {
            "serial": first_serial,
            "count": len(asked),
            "numbers": b"".join(number.to_bytes(2, "big") for number in asked),
        }
        return self._framed(0x8003, frame, encode_body(0x8003, values, edition))

    def _framed(self, message_id: int, frame: Frame, body: bytes) -> bytes:
        serial, self._serial = self._serial, (self._serial + 1) & 0xFFFF
        [written] = write_frames(message_id, frame.phone, serial, body, version=frame.version)
        return written


_MOST_HEADS = 1_000
"""Terminals of one connection whose header is remembered."""

_GENERAL = struct.Struct(">HHHB")
"""The serial of the answer; serial and id of the message, and the result."""


def _general_head(frame: Frame) -> bytes:
    """The header of general answers to a terminal, without the serial."""
    length = _GENERAL.size - 2
    if frame.version is None:
        return bytes((0x80, 0x01, 0x00, length)) + bytes.fromhex(frame.phone)
    return bytes((0x80, 0x01, 0x40, length, frame.version)) + bytes.fromhex(frame.phone)
