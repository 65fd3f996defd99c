"""BeiDou short messages: sentences as public programs show them, plug-ins good and bad."""

from __future__ import annotations

import importlib
import struct
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import reduce
from importlib.metadata import EntryPoint
from operator import xor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.beidou.checks import judge
from ingest.beidou.nmea.sentences import BadSentence, LineReader
from ingest.beidou.short_messages import bf01
from ingest.beidou.short_messages.contents import (
    GROUP,
    MOST_POSITIONS,
    ContentPlugin,
    ReportedPosition,
    content_plugins,
    sightings_of,
)
from ingest.beidou.short_messages.envelopes import (
    MOST_LINE,
    Envelope,
    read_envelope,
    write_envelope,
)
from ingest.beidou.sightings import candidates
from ingest.beidou.store import is_device_name
from spatial.errors import BadBody

NOW = datetime(2026, 11, 25, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))

FIVE = (
    b"$BDTXR,1,0358463,1,,BF0105784002C4BD0806F04EF002624A9C0082000000450CFFFF48FFFF2C00AA00010157"
    b"18000000FFFF4000B70000011C24000048FFFFB000A500020103300000B0000024008200030029*30"
)
"""A recorded message, published with the five positions below (2017, Beijing)."""

BUILT_IN = (ContentPlugin("bf01", bf01.positions),)


def sentence(content: bytes) -> bytes:
    return b"$%s*%02X" % (content, reduce(xor, content, 0))


def test_r4_7_a_recorded_message_gives_the_positions_published_with_it() -> None:
    envelope = read_envelope(FIVE)
    assert envelope is not None
    assert (envelope.talker, envelope.kind, envelope.address) == ("BD", "TXR", "0358463")
    found = sightings_of(envelope, BUILT_IN, record="line 1", raw={"line": FIVE.decode()})
    assert [
        (one.time and one.time.astimezone(BEIJING).isoformat(" ")[:19], one.lon, one.lat)
        for one in found
    ] == [
        ("2017-06-21 22:11:20", 116.412144, 39.99606),
        ("2017-06-21 22:11:32", 116.41196, 39.995848),
        ("2017-06-21 22:11:44", 116.412144, 39.995868),
        ("2017-06-21 22:11:56", 116.412216, 39.99598),
        ("2017-06-21 22:12:08", 116.41232, 39.996096),
    ]
    assert [(one.altitude_m, one.course) for one in found] == [
        (130, 69),
        (170, 343),
        (183, 284),
        (165, 259),
        (130, 41),
    ]
    assert [one.speed_kmh for one in found] == pytest.approx([0, 1.852, 0, 3.704, 5.556])
    assert {one.extras for one in found} == {b'{"station": 358464}'}
    assert found[1].record == "line 1, position 2"
    assert judge(candidates(found, ["bd-358463"]), NOW).accepted.all()


@pytest.mark.parametrize(
    ("line", "address", "form", "clock", "payload", "text"),
    [
        (b"$BDTXR,1,0179773,2,,A468656C6C6F*43", "0179773", 2, "", b"hello", "hello"),
        (
            b"$BDTXR,1,4207733,1,2337,90000000000065C1FAF4B2E2CAD4*3F",
            "4207733",
            1,
            "2337",
            bytes.fromhex("90000000000065C1FAF4B2E2CAD4"),
            None,
        ),
        # Mixed, and no digits behind A4: as it came.
        (
            b"$BDTXR,1,195817,2,1439,A4BF0113ECCB13ECCBHELLO*49",
            "195817",
            2,
            "1439",
            b"A4BF0113ECCB13ECCBHELLO",
            "A4BF0113ECCB13ECCBHELLO",
        ),
    ],
)
def test_published_sentences_are_read(
    line: bytes, address: str, form: int, clock: str, payload: bytes, text: str | None
) -> None:
    envelope = read_envelope(line)
    assert envelope is not None
    assert (envelope.address, envelope.form, envelope.clock) == (address, form, clock)
    assert envelope.payload == payload
    if text is not None:
        assert envelope.text == text
    assert write_envelope(envelope) == line + b"\r\n"


def test_a_message_to_be_sent_is_read_and_written() -> None:
    line = b"$CCTXA,0179773,1,2,A468656C6C6F*7A"
    envelope = read_envelope(line)
    assert envelope == Envelope("CC", "TXA", "0179773", 1, 2, "", b"A468656C6C6F")
    assert write_envelope(envelope) == line + b"\r\n"


def test_text_may_hold_what_parts_sentences() -> None:
    text = "巡查,到位*2A 完毕*".encode("gbk")
    envelope = read_envelope(b"\xff\xfe$BDTX" + sentence(b"BDTXR,4,77,0,0930," + text) + b" \r\n")
    assert envelope is not None
    assert envelope.payload == text
    assert envelope.text == "巡查,到位*2A 完毕*"
    assert (envelope.category, envelope.clock) == (4, "0930")
    # A sentence that was cut off before a whole one.
    two = read_envelope(FIVE[:40] + sentence(b"BDTXR,1,77,1,,0A1") + b"\r\n")
    assert two is not None
    assert two.payload == b"\x0a\x10"
    assert Envelope("BD", "TXR", "1", 1, 1, "", b"XY").payload == b"XY"
    assert Envelope("BD", "TXR", "1", 1, 0, "", b"\xff\xff").text is None


@pytest.mark.parametrize("line", [b"", b"$GNRMC,1*00", b"#BDTXR,1", b"$BDFKI,TXA,Y,0,0*2E"])
def test_other_lines_hold_no_short_message(line: bytes) -> None:
    assert read_envelope(line) is None


@pytest.mark.parametrize(
    ("line", "error", "reason"),
    [
        (FIVE[:-2] + b"31", BadSentence, "the checksum is 31, and should be 30"),
        (FIVE[:-3], BadSentence, "no checksum"),
        (b"*00 $BDTXR,1,1,1,,00", BadSentence, "no checksum"),
        (sentence(b"BDTXR,1,358463,1"), BadBody, "3 fields"),
        (sentence(b"BDTXR,6,358463,1,,00"), BadBody, "category is '6'"),
        (sentence(b"CCTXA,358463,3,1,00"), BadBody, "category is '3'"),
        (sentence(b"BDTXR,1,358463,3,,00"), BadBody, "form is '3'"),
        (sentence(b"BDTXR,1,card,1,,00"), BadBody, "no number of a card"),
        (sentence(b"BDTXR,1,,1,,00"), BadBody, "no number of a card"),
        (sentence(b"BDTXR,1,1,1,soon,00"), BadBody, "no hhmm"),
        (sentence(b"BDTXR,\xff,1,1,,00"), BadBody, "category"),
    ],
)
def test_what_is_no_short_message_is_refused_with_a_reason(
    line: bytes, error: type[Exception], reason: str
) -> None:
    with pytest.raises(error, match=reason):
        read_envelope(line)


def test_a_content_with_an_end_of_line_is_not_written() -> None:
    with pytest.raises(BadBody, match="end of line"):
        write_envelope(Envelope("BD", "TXR", "1", 1, 0, "", b"a\nb"))


ENVELOPE = Envelope("BD", "TXR", "0358463", 1, 1, "", b"0102")
GOOD = ReportedPosition(datetime(2024, 5, 1, tzinfo=UTC), 116.5, 39.9)


def plugin(result: Any, name: str = "vendor") -> ContentPlugin:
    def read(_payload: bytes, _envelope: Envelope) -> Any:
        if isinstance(result, BaseException):
            raise result
        return result

    return ContentPlugin(name, read)


@pytest.mark.parametrize(
    ("result", "reason"),
    [
        (None, "no plug-in knows the content"),
        (ValueError("secret"), "plug-in vendor failed: ValueError"),
        (RecursionError(), "plug-in vendor failed: RecursionError"),
        (7, "no list of positions but int"),
        ("text", "no list of positions but str"),
        ({"lon": 1}, "no list of positions but dict"),
        ([GOOD, (116.5, 39.9)], "no position but tuple in place 2"),
        ([GOOD] * (MOST_POSITIONS + 1), "1001 positions"),
        ([ReportedPosition(datetime(2024, 5, 1), 1, 2)], "a time without its zone"),  # noqa: DTZ001
        ([ReportedPosition("now", 1, 2)], "a time without its zone"),  # type: ignore[arg-type]
        ([ReportedPosition(GOOD.time, float("nan"), 2)], "no number as lon"),
        ([ReportedPosition(GOOD.time, 1, None)], "no number as lat"),  # type: ignore[arg-type]
        ([ReportedPosition(GOOD.time, 1, 2, altitude_m=True)], "no number as altitude_m"),
        ([ReportedPosition(GOOD.time, 1, 2, told={"raw": b""})], "more than JSON holds"),
        ([ReportedPosition(GOOD.time, 1, 2, told=7)], "more than JSON holds"),  # type: ignore[arg-type]
    ],
)
def test_r4_7_a_bad_plug_in_is_a_reason_and_stops_nothing(result: Any, reason: str) -> None:
    [sighting] = sightings_of(ENVELOPE, [plugin(result)], record="line 9", raw={"line": "x"})
    assert sighting.fault is not None
    assert reason in sighting.fault
    assert "secret" not in sighting.fault
    assert (sighting.record, sighting.raw) == ("line 9", {"line": "x"})
    # One that knows the content is asked after one that fails.
    [found] = sightings_of(ENVELOPE, [plugin(result, "a"), plugin([GOOD], "b")])
    assert (found.fault, found.lon, found.device) == (None, 116.5, "bd-358463")


def test_a_content_that_is_known_and_no_position_is_none() -> None:
    assert sightings_of(ENVELOPE, [plugin([]), plugin([GOOD])]) == ()


def test_without_a_plug_in_a_message_is_kept_with_its_reason() -> None:
    [sighting] = sightings_of(ENVELOPE, [], raw={"line": "x"})
    assert sighting.fault == "no plug-in knows the content"


def test_the_names_of_cards_are_names_of_devices() -> None:
    assert is_device_name(ENVELOPE.device)
    assert Envelope("BD", "TXR", "000", 1, 1, "", b"").device == "bd-0"


def test_the_built_in_plug_in_is_declared_and_found(project: Path) -> None:
    declared = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    points = declared["project"]["entry-points"][GROUP]
    assert EntryPoint("bf01", points["bf01"], GROUP).load() is bf01.positions


def test_r4_7_the_plug_in_of_the_documentation_works(project: Path) -> None:
    document = (project / "docs" / "positions.md").read_text(encoding="utf-8")
    example = document.split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(example, names)
    read = ContentPlugin("rangers", names["positions"])
    content = b"R1" + struct.pack(">Iii", 1714521600, 116_500_000, 39_900_000)
    envelope = Envelope("BD", "TXR", "7", 1, 1, "", content.hex().encode())
    [sighting] = sightings_of(envelope, [read])
    assert sighting.time == datetime(2024, 5, 1, tzinfo=UTC)
    assert (sighting.lon, sighting.lat) == (116.5, 39.9)
    [other] = sightings_of(ENVELOPE, [read])
    assert other.fault == "no plug-in knows the content"


@pytest.fixture
def project() -> Path:
    return Path(__file__).parents[3]


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Path]:
    """A distribution of a vendor, found as an installed one is."""
    (tmp_path / "vendor_of_tests.py").write_text(
        "def read(payload, envelope):\n"
        "    return [] if payload == b'\\x01\\x02' else None\n"
        "nothing = 7\n",
        encoding="utf-8",
    )
    info = tmp_path / "vendor_of_tests-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: vendor-of-tests\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        f"[{GROUP}]\n"
        "vendor = vendor_of_tests:read\n"
        "broken = vendor_of_tests:missing\n"
        "no_function = vendor_of_tests:nothing\n"
    )
    sys.path.insert(0, str(tmp_path))
    importlib.invalidate_caches()
    yield tmp_path
    sys.path.remove(str(tmp_path))
    sys.modules.pop("vendor_of_tests", None)


def test_r4_7_plug_ins_are_found_by_their_entry_points(vendor: Path) -> None:
    plugins = {plugin.name: plugin for plugin in content_plugins()}
    assert {"vendor", "broken", "no_function"} <= plugins.keys()
    assert list(plugins) == sorted(plugins)
    assert sightings_of(ENVELOPE, [plugins["vendor"]]) == ()
    [broken] = sightings_of(ENVELOPE, [plugins["broken"]])
    assert broken.fault == "plug-in broken failed: ImportError"
    # Those that cannot be loaded are seen only where nobody else knows the content.
    assert sightings_of(ENVELOPE, content_plugins()) == ()


def test_bf01_of_another_length_is_a_reason() -> None:
    [sighting] = sightings_of(Envelope("BD", "TXR", "1", 1, 1, "", b"BF0105"), BUILT_IN)
    assert sighting.fault == "plug-in bf01 failed: ValueError"


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["TXR", "TXA"]),
    st.from_regex(r"[A-Z]{2}", fullmatch=True),
    st.from_regex(r"[0-9]{1,12}", fullmatch=True),
    st.integers(1, 2),
    st.integers(0, 2),
    st.binary(max_size=100),
)
def test_every_envelope_comes_back(
    kind: Any, talker: str, address: str, category: int, form: int, content: bytes
) -> None:
    content = content.replace(b"\n", b"").replace(b"\r", b"")
    envelope = Envelope(talker, kind, address, category, form, "", content)
    found = read_envelope(write_envelope(envelope))
    assert found == envelope
    assert isinstance(found.payload, bytes)


@settings(max_examples=500, deadline=None)
@given(
    st.lists(st.sampled_from([FIVE, b"$CCTXA,0179773,1,2,A468656C6C6F*7A"]), max_size=4),
    st.lists(st.tuples(st.integers(0, 800), st.integers(0, 255), st.booleans()), max_size=6),
    st.binary(max_size=60),
)
def test_no_bytes_stop_the_reader_of_short_messages(
    lines: list[bytes], changes: list[tuple[int, int, bool]], noise: bytes
) -> None:
    stream = bytearray(b"\r\n".join([*lines, noise, FIVE, b""]))
    for place, byte, cut in changes:
        at = place % len(stream)
        stream[at : at + cut] = bytes((byte,))
    stream += b"x" * (2 * MOST_LINE)
    reader = LineReader(MOST_LINE)
    found = [*reader.feed(bytes(stream))]
    assert all(len(line.content) <= MOST_LINE for line in found)
    for line in found:
        try:
            envelope = read_envelope(line.content)
        except (BadSentence, BadBody):
            continue
        if envelope is not None:
            sightings = sightings_of(envelope, BUILT_IN)
            judge(candidates(sightings, [envelope.device]), NOW)
