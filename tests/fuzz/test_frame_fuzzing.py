"""The targets of `make fuzz` for a fixed number of runs, and what they have to notice."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

import fuzz.targets
from fuzz.mutation import mended, mutated
from fuzz.partner import KEYS, BrokenPromise
from fuzz.seeds import own_seeds, published_seeds
from fuzz.targets import CONTROL, TARGETS, run, seed
from ingest.beidou.jt808.frame import SegmentReader, read_frame, require_sound, write_frames
from ingest.beidou.jt808.location import Location, encode_location
from ingest.beidou.nmea.sentences import read_sentence
from spatial.errors import BadFrame

ROOT = Path(__file__).parents[2]
PLACE = Location(0, 0b11, 39_900_000, 116_400_000, 43, 420, 90, bytes.fromhex("240501120000"))
REPORT = write_frames(0x0200, "13800000001", 1, encode_location(PLACE))[0]


def fuzzed(seeds: list[bytes], runs: int) -> None:
    """Mutations of mutations, the same in each run of the tests."""
    rng = random.Random(20_261_125)
    pool = list(seeds)
    for _ in range(runs):
        made = mutated(rng.choice(pool), rng.choice(pool)[CONTROL:], rng)[:16_384]
        try:
            run(made)
        except Exception as error:
            raise AssertionError(f"broken by {made.hex()}") from error
        if rng.random() < 0.1:
            pool.append(made)


def test_our_own_inputs_and_their_mutations_break_no_promise_r4_1() -> None:
    seeds = own_seeds()
    for one in seeds:
        run(one)
    fuzzed(seeds, 1_500)


@pytest.mark.real_data
def test_published_frames_and_logs_and_their_mutations_break_no_promise_r4_1(
    real_data: Path,
) -> None:
    seeds = list(published_seeds(real_data))
    assert len(seeds) > 2 * 373
    for one in seeds:
        run(one)
    fuzzed(seeds, 3_000)


@pytest.mark.atheris
def test_atheris_finds_nothing_in_a_fixed_number_of_runs_r4_1(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fuzz", "1", "--runs", "1500", "--seed", "7", "--home", tmp_path],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    assert "Done 1500 runs" in done.stderr
    assert list((tmp_path / "corpus").iterdir())
    assert not list(tmp_path.glob("crash-*"))


def test_a_mutated_frame_is_mended_so_that_its_body_is_read() -> None:
    broken = bytearray(REPORT)
    broken[20:22] = b"\x12\x34"
    with pytest.raises(BadFrame):
        require_sound(read_frame(bytes(broken[1:-1])))
    found = [mended(seed("frames", bytes(broken)), random.Random(n))[CONTROL:] for n in range(9)]
    sound = [one for one in found if one != bytes(broken)]
    assert len(sound) > 4
    for one in sound:
        [segment] = SegmentReader().feed(one)
        require_sound(read_frame(segment.content))
    [_, line] = mended(seed("sentences", b"$GNZDA,1*00\r\n$GBGGA,2*"), random.Random(1)).split(
        b"\n"
    )
    assert line == b"$GBGGA,2*5A"
    assert read_sentence(line) is not None


@pytest.mark.parametrize(
    ("target", "broken", "by"),
    [
        ("frames", "decode_location", ValueError("not our own")),
        ("frames", "location_bodies", RecursionError()),
        ("frames", "read_frame", KeyError(7)),
        ("sentences", "read_sentence", OverflowError()),
    ],
)
def test_an_error_that_is_not_our_own_is_noticed(
    monkeypatch: pytest.MonkeyPatch, target: str, broken: str, by: Exception
) -> None:
    def fails(*_: Any) -> Any:
        raise by

    monkeypatch.setattr(fuzz.targets, broken, fails)
    stream = REPORT if target == "frames" else b"$GNZDA,1*00\r\n"
    with pytest.raises(type(by)):
        run(seed(target, stream))


def test_lost_bytes_and_endless_buffers_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SegmentReader, "pending", property(lambda _: 1 << 20))
    with pytest.raises(BrokenPromise, match="grows without end"):
        run(seed("frames", REPORT))
    monkeypatch.undo()
    monkeypatch.setattr(SegmentReader, "finish", lambda _: None)
    with pytest.raises(BrokenPromise, match="bytes of the stream are lost"):
        run(seed("frames", REPORT + b"rest"))


# Other connections wait while one is read: what a byte costs has a limit, counted in lines of our
# code that run, not in seconds.


def lines_run(target: str, stream: bytes, cutting: int, deciding: int) -> int:
    counted = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal counted
        if "/ingest/beidou/" not in frame.f_code.co_filename:
            return None
        if event == "line":
            counted += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        TARGETS[target](stream, cutting, deciding)
    finally:
        sys.settrace(before)
    return counted


def packets(many: int) -> bytes:
    """First packets of messages that never go on, without bodies."""
    made = []
    for number in range(many):
        head = bytes.fromhex("07042000") + bytes.fromhex("013800000001")
        plain = head + (3 * number).to_bytes(2, "big") + bytes.fromhex("00030001")
        made.append(b"\x7e" + plain + b"\0\x7e")
    return mended(b"\0\0\0" + b"".join(made), random.Random(1))[CONTROL:]


def waiting(many: int) -> bytes:
    """A key that nobody judges, and positions behind it."""
    phone = "13800000001"
    return write_frames(0x0102, phone, 0, KEYS.key("jt808", phone, 0))[0] + REPORT * many


UNKIND: dict[str, tuple[str, Callable[[int], bytes], int]] = {
    "flags": ("session", lambda n: b"\x7e" * 40 * n, 0),
    "no flags": ("session", lambda n: b"\x00" * 40 * n, 0),
    "escapes": ("session", lambda n: b"\x7e" + b"\x7d\x01" * 20 * n + b"\x7e", 0),
    "escaped frames": ("frames", lambda n: (b"\x7e" + b"\x7d\x01" * 500 + b"\x7e") * (n // 25), 0),
    "short frames": ("session", lambda n: b"\x7e\x01" * 20 * n, 0),
    "reports": ("session", lambda n: REPORT * n, 0),
    "reports behind a key": ("session", waiting, 1),
    "packets without a body": ("session", packets, 0),
    "packets without a body, again": ("frames", packets, 0),
    "ends of lines": ("sentences", lambda n: b"\r\n" * 20 * n, 0),
    "no ends of lines": ("sentences", lambda n: b"$" * 40 * n, 0),
    "commas": ("sentences", lambda n: (b"$" + b"," * 500 + b"*2C\r\n") * (n // 12), 0),
    "stars": ("sentences", lambda n: b"$*00\r\n" * 7 * n, 0),
    "one clock": ("sentences", lambda n: b"$GNZDA,1*4A\r\n" * 3 * n, 0),
}


@pytest.mark.parametrize("kind", UNKIND)
@pytest.mark.parametrize("cutting", [0, 100])
def test_what_a_byte_costs_has_a_limit_and_does_not_grow_r4_10(kind: str, cutting: int) -> None:
    target, made, deciding = UNKIND[kind]
    short, long = made(250), made(1_000)
    few, many = (lines_run(target, one, cutting, deciding) for one in (short, long))
    assert few <= 40 * len(short) + 2_000
    # Four times the bytes: four times the work, and not sixteen times.
    assert many <= 5 * few + 2_000


def test_a_connection_costs_the_same_however_long_it_lasts() -> None:
    """Neither what waits nor what was given up is looked through for each frame."""
    few, many = (lines_run("session", packets(count), 100, 0) for count in (3_000, 12_000))
    assert many <= 4.5 * few
