"""Logs of NMEA sentences: what gpsd says of them, dates over midnight, checksums, and refusals."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import xor
from pathlib import Path
from typing import Any

import pytest
from fix_rows import held_fixes
from hypothesis import given, settings
from hypothesis import strategies as st
from pynmeagps import NMEAReader
from sqlalchemy import Engine, text

from ingest.beidou.nmea.epochs import MOST_SENTENCES, Epoch, EpochReader
from ingest.beidou.nmea.sentences import (
    MOST_LINE,
    BadSentence,
    LineReader,
    Sentence,
    read_sentence,
)
from ingest.beidou.nmea_files import load_nmea
from ingest.runs import IngestReport
from spatial.errors import BadBody, BadParameter, ShikongError, SourceRefused

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def sentence(content: str) -> bytes:
    return f"${content}*{reduce(xor, content.encode(), 0):02X}\r\n".encode()


def read(lines: Iterable[bytes]) -> list[Epoch]:
    reader, epochs = EpochReader(), []
    for line in lines:
        try:
            found = read_sentence(line.strip())
            if found is not None:
                epochs += list(reader.take(found))
        except (BadSentence, BadBody):
            continue
    return [*epochs, *reader.finish()]


def load(engine: Engine, folder: Path, *lines: bytes, name: str = "walk.log") -> IngestReport:
    file = folder / name
    file.write_bytes(b"".join(lines))
    return load_nmea(engine, file, device="p-1", device_class="patrol", clock=lambda: NOW)


def remarks(engine: Engine, disposition: str) -> list[tuple[str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT reason, raw FROM ingest_remark WHERE disposition = :which ORDER BY ctid"),
            {"which": disposition},
        )
        return [(row.reason, row.raw) for row in rows]


RMC = sentence("GNRMC,015900.50,A,3954.0000,N,11630.0000,E,10.0,90.0,010524,,,A")
GGA = sentence("GBGGA,015900.50,3954.0000,N,11630.0000,E,1,12,0.8,43.5,M,-8,M,,")


@pytest.mark.real_data
@pytest.mark.parametrize(
    "log",
    ["beidou-bd", "gpsdf", "quectel-l76k-nmea", "skytraq", "st-teseo-liv4f", "ublox-neo-m9n-nmea"],
)
def test_r4_6_fixes_are_those_that_gpsd_reports_of_the_same_log(real_data: Path, log: str) -> None:
    file = real_data / "nmea" / f"gpsd__{log}.log"
    epochs = read(file.read_bytes().split(b"\n"))
    ours = {
        epoch.instant: (epoch.lat, epoch.lon)
        for epoch in epochs
        if epoch.refused is None and epoch.instant is not None
    }
    reference = {}
    for line in file.with_name(file.name + ".chk").read_text(encoding="utf-8").splitlines():
        if line.startswith('{"class":"TPV"'):
            said = json.loads(line)
            if said["mode"] >= 2 and "time" in said and "lat" in said:
                reference[datetime.fromisoformat(said["time"])] = said["lat"], said["lon"]
    assert bool(reference) is (log != "skytraq")
    for instant, place in reference.items():
        assert ours[instant] == pytest.approx(place, abs=1e-8), instant
    # gpsd keeps silent of one more at most, whose sentences it has not seen whole.
    assert len(ours) - len(reference) <= 1


@pytest.mark.real_data
def test_r4_6_every_sentence_of_the_logs_is_read_as_another_reader_reads_it(
    real_data: Path,
) -> None:
    """pynmeagps (BSD-3-Clause) as an independent reader of the same lines."""
    compared = wrong = 0
    for file in sorted((real_data / "nmea").glob("*.log")):
        for line in file.read_bytes().split(b"\n"):
            try:
                found = read_sentence(line.strip())
            except BadSentence:
                wrong += 1
                continue
            if found is None or found.kind not in ("RMC", "GGA"):
                continue
            other = NMEAReader.parse(b"$" + line.strip().rpartition(b"$")[2])
            reader = EpochReader()
            [epoch] = [*reader.take(found), *reader.finish()]
            assert other.talker == found.talker
            assert epoch.clock == other.time
            if epoch.refused is None:
                assert (epoch.lat, epoch.lon) == pytest.approx((other.lat, other.lon), abs=2e-8)
                compared += 1
    assert compared > 500
    # As INDEX.csv counts them, and sentences that are cut.
    assert wrong >= 49


@pytest.mark.parametrize("talker", ["GP", "BD", "GB", "GN", "GL", "GA", "GQ", "XX"])
def test_r4_6_any_talker_gives_the_same_position(talker: str) -> None:
    [epoch] = read([sentence(f"{talker}RMC,015900,A,3954.6,S,11630.0,W,10,,010524,,,A")])
    assert (epoch.lat, epoch.lon) == pytest.approx((-39.91, -116.5))
    assert epoch.speed_kmh == pytest.approx(18.52)
    assert epoch.course is None


@settings(max_examples=200, deadline=None)
@given(
    days=st.integers(0, 32_000),
    second=st.integers(0, 86_399),
    steps=st.lists(st.floats(0.01, 40_000), min_size=1, max_size=30),
    dated=st.integers(0, 29),
    kind=st.sampled_from(["RMC", "ZDA"]),
)
def test_r4_6_one_date_anywhere_dates_all_over_midnights(
    days: int, second: int, steps: list[float], dated: int, kind: str
) -> None:
    times = [datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=second)]
    for step in steps:
        times.append(times[-1] + timedelta(seconds=round(step + 0.5)))
    lines = []
    for number, at in enumerate(times):
        clock = f"{at:%H%M%S}.00"
        if number == dated % len(times):
            if kind == "ZDA":
                lines.append(sentence(f"GNZDA,{clock},{at:%d,%m,%Y},00,00"))
            else:
                lines.append(sentence(f"GNRMC,{clock},A,3954.0,N,11630.0,E,,,{at:%d%m%y},,,A"))
        lines.append(sentence(f"BDGGA,{clock},3954.0,N,11630.0,E,1,08,1.0,50,M,,M,,"))
    assert [epoch.instant for epoch in read(lines)] == times


def test_sentences_of_one_time_make_one_fix_with_all_that_they_tell(
    engine: Engine, tmp_path: Path
) -> None:
    zda = sentence("GNZDA,015900.50,01,05,2024,00,00")
    gsv = sentence("BDGSV,1,1,01,01,40,083,46")
    outcome = load(engine, tmp_path, GGA, gsv, RMC, zda, gsv)
    assert (outcome.accepted, outcome.refused) == (1, 0)
    [fix] = held_fixes(engine)
    assert (fix.device, fix.device_class) == ("p-1", "patrol")
    assert fix.at == datetime(2024, 5, 1, 1, 59, 0, 500_000, tzinfo=UTC)
    assert (fix.lon_e7, fix.lat_e7) == (1165000000, 399000000)
    assert (fix.altitude_m, fix.course) == (43.5, 90.0)
    assert fix.speed_kmh == pytest.approx(18.52)
    assert json.loads(fix.extras) == {"quality": 1, "satellites": 12, "hdop": 0.8}
    [(reason, raw)] = remarks(engine, "repaired")
    assert "2 sentences that carry no position" in reason
    assert raw == {"sentences": 2}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([RMC.replace(b"116", b"117")], "the checksum is"),
        ([RMC[:-8]], "no checksum"),
        ([sentence("GNRMC,015900,V,,,,,,,010524,,,N")], "no fix"),
        ([sentence("GNRMC,015900,A,3954.0,N,11630.0,E,,,010524,,,N")], "no fix"),
        ([sentence("GPGGA,015900,3954.0,N,11630.0,E,8,12,0.8,,,,,,")], "simulated"),
        ([sentence("GPGGA,015900,3954.0,N,11630.0,E,7,12,0.8,,,,,,")], "entered by hand"),
        ([sentence("GNGNS,015900,3954.0,N,11630.0,E,SSNN,12,0.8,,,,,")], "simulated"),
        ([GGA], "no sentence tells the date"),
        ([sentence("GNRMC,015900,A,39x4.0,N,11630.0,E,,,010524,,,A")], "no degrees and minutes"),
        ([sentence("GNRMC,995900,A,3954.0,N,11630.0,E,,,010524,,,A")], "no time of day"),
        ([sentence("GNRMC,015900,A,3954.0,N,11630.0,E,,,310224,,,A")], "no date"),
        ([sentence("GNRMC,015900,A,11630.0,N,3954.0,E,,,010524,,,A")], "swapped"),
        ([sentence("GNRMC,015900,A,0000.0,N,00000.0,E,,,010524,,,A")], "both 0"),
        ([sentence("GNRMC,015900,A,3954.0,N,11630.0,E,,,010579,,,A")], "in the future"),
    ],
)
def test_what_is_no_position_is_refused_with_what_came(
    engine: Engine, tmp_path: Path, lines: list[bytes], reason: str
) -> None:
    outcome = load(engine, tmp_path, sentence("GPTXT,01,01,02,hello"), *lines)
    assert (outcome.accepted, outcome.refused) == (0, 1)
    [(said, raw)] = remarks(engine, "refused")
    assert reason in said
    kept = raw.get("lines") or [raw["line"]]
    assert kept == [line.decode().strip() for line in lines]
    assert held_fixes(engine) == []


def test_the_same_log_again_changes_nothing_and_a_longer_one_adds_the_rest(
    engine: Engine, tmp_path: Path
) -> None:
    assert load(engine, tmp_path, RMC).status == "loaded"
    assert load(engine, tmp_path, RMC).status == "unchanged"
    later = sentence("GNRMC,015901.50,A,3954.0000,N,11630.0000,E,10.0,90.0,010524,,,A")
    more = load(engine, tmp_path, RMC, later, name="longer.log")
    assert more.accepted == 1
    assert len(held_fixes(engine)) == 2


def test_what_is_no_log_is_refused_whole(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="no NMEA sentence"):
        load(engine, tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(5000))
    with pytest.raises(BadParameter, match="device"):
        load_nmea(engine, tmp_path / "walk.log", device="a/b", device_class="patrol")
    with pytest.raises(SourceRefused):
        load_nmea(engine, tmp_path / "nowhere.log", device="a", device_class="patrol")


@pytest.mark.parametrize(
    "line",
    [
        b"$GNRMC,0159\x0000,A*00\r\n",
        b"$GNRMC,015900,A*\x00\x00\x7f\r\n",
        sentence("GNRMC,01\x0000,A,3954.0,N,11630.0,E,,,010524,,,A"),
        b"$\xff\xfe\x00*zz\r\n",
    ],
)
def test_a_line_that_no_text_can_hold_is_refused_with_what_came(
    engine: Engine, tmp_path: Path, line: bytes
) -> None:
    assert load(engine, tmp_path, RMC, line).refused == 1
    [(reason, raw)] = remarks(engine, "refused")
    assert reason
    assert "\\u0000" in raw["line"]


@pytest.mark.parametrize(
    "line", [b"$$GNGSA,A,3*00"[:0] + b"$$" + sentence("GPZDA,1,2,3,4")[1:], b"\\g:1*00\\" + RMC]
)
def test_what_stands_before_a_sentence_is_left_out(line: bytes) -> None:
    found = read_sentence(line.strip())
    assert isinstance(found, Sentence)
    assert found.kind in ("ZDA", "RMC")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=40), max_size=40), st.integers(0, 10))
def test_no_bytes_stop_the_reader_and_no_line_grows_without_end(
    chunks: list[bytes], seed: int
) -> None:
    good = [RMC, GGA, sentence("GNZDA,015900.50,01,05,2024,00,00")]
    stream = [*chunks[:seed], *good, *chunks[seed:], b"x" * (3 * MOST_LINE)]
    reader, epochs = LineReader(), EpochReader()
    lines = [line for chunk in stream for line in reader.feed(chunk)]
    rest = reader.finish()
    for line in [*lines, *([rest] if rest else [])]:
        assert len(line.content) <= MOST_LINE
        try:
            found = read_sentence(line.content)
            if found is not None:
                list(epochs.take(found, line.offset))
        except ShikongError:
            continue
    list(epochs.finish())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from([b"x" * 700, b"$A*41", b"\r\n", b"\n", b" ", b"y"]), max_size=12),
    st.integers(1, 3000),
)
def test_any_delivery_of_a_stream_gives_the_same_lines(parts: list[bytes], size: int) -> None:
    stream = b"".join(parts)
    whole, cut = LineReader(), LineReader()
    found = list(whole.feed(stream))
    again = [
        line for at in range(0, len(stream), size) for line in cut.feed(stream[at : at + size])
    ]
    assert again == found
    assert whole.finish() == cut.finish()
    assert all(len(line.content) <= MOST_LINE for line in found)


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        ("GBGGA,015900.50,3954.0000,N,11630.0000,E,1,nan,0.8,43.5,M,-8,M,,", "nan is no number"),
        ("GBGGA,015900.50,3954.0000,N,11630.0000,E,1,12,inf,43.5,M,-8,M,,", "inf is no number"),
        ("GBGGA,015900.50,3954.0000,N,11630.0000,E,1,1e999,1,43.5,M,-8,M,,", "1e999 is no number"),
        (f"GBGGA,015900.50,3954.0,N,11630.0,E,1,{'9' * 400},1,43.5,M,-8,M,,", "9 is no number"),
        ("GBGGA,015900.50,3954.0000,N,11630.0000,E,1,1_2,1,43.5,M,-8,M,,", "1_2 is no number"),
        ("GBGGA,015900.50,3954.nan,N,11630.0000,E,1,12,1,43.5,M,-8,M,,", "no degrees"),
        ("GBGGA,015900.50,-954.0000,N,11630.0000,E,1,12,1,43.5,M,-8,M,,", "no degrees"),
        ("GNZDA,015900.50,31,12,9999,00,00", "is no date"),
        ("GNZDA,015900.50,01,01,0001,00,00", "is no date"),
        ("GNRMC,015900.50,A,3954.0000,N,11630.0000,E,,,+1-524,,,A", "is no date"),
    ],
)
def test_what_only_looks_like_a_number_or_a_date_is_refused(content: str, refused: str) -> None:
    later, earlier = "GNGGA,235959.00,,,,,1,,,,,,,,", "GNGGA,000001.00,,,,,1,,,,,,,,"
    found = read([sentence(content), sentence(later), sentence(earlier)])
    [told] = [epoch for epoch in found if epoch.clock == time(1, 59, 0, 500_000)]
    assert told.refused is not None
    assert refused in told.refused


@pytest.mark.parametrize(
    "clock", ["+15900", "01 900", "-15900", "0159 0", "015900.5x", "015900.-5"]
)
def test_what_only_looks_like_a_time_is_refused(clock: str) -> None:
    found = read_sentence(
        sentence(f"GBGGA,{clock},3954.0,N,11630.0,E,1,12,1,43.5,M,-8,M,,").strip()
    )
    assert found is not None
    with pytest.raises(BadBody, match="is no time of day"):
        list(EpochReader().take(found))


def test_a_clock_that_stands_still_takes_no_memory() -> None:
    reader, found = EpochReader(), []
    one = read_sentence(RMC.strip())
    assert one is not None
    for _ in range(10 * MOST_SENTENCES):
        found += list(reader.take(one, raw="x"))
    assert len(found) == 9
    assert {len(epoch.raw) for epoch in found} == {MOST_SENTENCES}
    assert {epoch.instant for epoch in found} == {datetime(2024, 5, 1, 1, 59, 0, 500_000, UTC)}


def test_the_place_of_a_line_is_told() -> None:
    reader = LineReader()
    found = [*reader.feed(b"\r\n$A*41\r\n\r\n$B"), *reader.feed(b"*42\r\n")]
    assert [(line.offset, line.content) for line in found] == [(2, b"$A*41"), (11, b"$B*42")]


def test_a_leap_second_is_the_last_of_its_minute() -> None:
    [epoch] = read([sentence("GNRMC,235960,A,3954.0,N,11630.0,E,,,311216,,,A")])
    assert (epoch.day, epoch.clock) == (date(2016, 12, 31), time(23, 59, 59))
