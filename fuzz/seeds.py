"""Inputs to begin with: published frames and receiver logs where they are, and our own ones.

The published data stay where they are: what is made of them lives in memory or a temporary folder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from fuzz.partner import KEYS
from fuzz.targets import seed
from ingest.beidou.jt808.frame import write_frames
from ingest.beidou.jt808.layouts import encode_body
from ingest.beidou.jt808.location import Location, encode_batch, encode_location

_PIECE = 4_000
"""Bytes of a log that make one input."""


def own_seeds() -> list[bytes]:
    """A terminal that enters and reports, in both editions; a batch in packets; sentences."""
    place = Location(0, 0b11, 39_900_000, 116_400_000, 43, 420, 90, bytes.fromhex("240501120000"))
    batch = encode_batch([place] * 60, kind=1)
    talks = []
    for version in (None, 1):
        phone = "13800000001"
        edition = 2013 if version is None else 2019
        key = KEYS.key("jt808", phone, 0)
        registration = encode_body(
            0x0100,
            {
                "province": 33,
                "county": 106,
                "maker": b"M",
                "model": b"T",
                "terminal": b"7",
                "plate_colour": 0,
                "plate": b"",
            },
            edition,
        )
        entering = {"code": key, "imei": b"8" * 15, "software": b"1"}
        said = [
            (0x0100, registration),
            (0x0102, encode_body(0x0102, entering, edition)),
            (0x0002, b""),
            (0x0004, b""),
            (0x0200, encode_location(place)),
            (0x0704, batch),
            (0x0205, b"\x01"),
            (0x0003, b""),
        ]
        frames = [
            frame
            for number, (message, body) in enumerate(said)
            for frame in write_frames(message, phone, 10 * number, body, version=version)
        ]
        talks.append(b"".join(frames))
    log = (
        b"$GNRMC,015900.50,A,3954.0000,N,11630.0000,E,10.0,90.0,010524,,,A*59\r\n"
        b"$GBGGA,015900.50,3954.0000,N,11630.0000,E,1,12,0.8,43.5,M,-8,M,,*69\r\n"
        b"$GNZDA,235959.00,31,12,2016,00,00*79\r\n$BDGNS,000000,,,,,NN,00,,,,,*00\r\n"
    )
    return [
        *(seed("frames", talk, cutting) for talk in talks for cutting in (0, 7)),
        *(
            seed("session", talk, cutting, deciding)
            for talk in talks
            for cutting in (0, 100)
            for deciding in (0b000, 0b011, 0b111_1, 0b1_01_1)
        ),
        *(seed("sentences", log, cutting) for cutting in (0, 1, 50)),
    ]


def published_seeds(folder: Path) -> Iterator[bytes]:
    """The vectors of JT/T 808 for both of their targets, and pieces of the NMEA logs."""
    vectors = json.loads((folder / "jt808_messages.json").read_text(encoding="utf-8"))
    for number, vector in enumerate(vectors):
        stream = bytes.fromhex(vector["hex"])
        yield seed("frames", stream, number % 3 * 5)
        yield seed("session", stream, number % 4 * 20, number % 16)
    for log in sorted((folder / "nmea").glob("*.log")):
        content = log.read_bytes()
        for at in range(0, min(len(content), 5 * _PIECE), _PIECE):
            yield seed("sentences", content[at : at + _PIECE], at % 7 * 30)
