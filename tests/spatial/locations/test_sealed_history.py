"""One history of hot rows and sealed chunks: the same however fixes come and wherever they lie."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import numpy as np
import pytest
from fix_rows import Row, columns, held_fixes, store_track
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from ingest.beidou.store import FixStaging, Stored, register_devices
from spatial.locations import chunk_plan
from spatial.locations.chunk_codec import encode
from spatial.locations.cooling import seal_hours
from spatial.locations.fixes import FixColumns, fix_keys
from spatial.locations.history import Box, places_near
from spatial.locations.sealing import HOT, same

START = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)
EARTH = Box(-1_800_000_000, -900_000_000, 1_800_000_000, 900_000_000)


def at(minutes: float, lon: float = 116.5, lat: float = 39.9) -> Row:
    return ((START + timedelta(minutes=minutes)).isoformat(), lon, lat)


def ago(minutes: float, lon: float = 116.5) -> Row:
    return ((datetime.now(UTC) - timedelta(minutes=minutes)).isoformat(), lon, 39.9)


def chunks(engine: Engine) -> list[tuple[int, int, int, int]]:
    """Device, first hour after START, hours and fixes of each chunk."""
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT * FROM position_chunk ORDER BY device_id, starts")
        ).all()
    return [
        (
            row.device_id,
            round((row.starts - START).total_seconds() / 3600),
            round((row.ends - row.starts).total_seconds() / 3600),
            row.fixes,
        )
        for row in rows
    ]


def hot_rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM position_fix")).scalar_one())


def store(engine: Engine, fixes: FixColumns, *, device: str = "p-1") -> Stored:
    with engine.begin() as connection:
        register_devices(connection, [device], device_class="patrol", source="test")
        staging = FixStaging(connection)
        staging.add(fixes)
        return staging.store()


def seal_all(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> int:
    """Seals what is hot as if all of it were older; how many fixes."""
    with monkeypatch.context() as patched, engine.connect() as connection:
        patched.setattr("spatial.locations.sealing.HOT", timedelta(hours=-2))
        return sum(seal_hours(connection))


def test_hours_of_the_past_are_sealed_at_once_and_new_fixes_are_hot(engine: Engine) -> None:
    store_track(engine, "old", [at(minute) for minute in range(0, 180, 5)])
    store_track(engine, "new", [ago(minute) for minute in range(0, 30, 5)])
    assert chunks(engine) == [(1, 0, 3, 36)]
    assert hot_rows(engine) == 6
    assert len(held_fixes(engine)) == 42


def test_a_reader_cannot_tell_what_is_sealed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        store_track(engine, f"p-{number}", [ago(minute, 116 + number) for minute in range(40)])
    before = held_fixes(engine)
    span = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)
    with engine.connect() as connection:
        near = places_near(connection, EARTH, *span)
    assert hot_rows(engine) == 120
    assert seal_all(engine, monkeypatch) == 120
    assert hot_rows(engine) == 0
    assert held_fixes(engine) == before
    with engine.connect() as connection:
        again = places_near(connection, EARTH, *span)
        tables = connection.execute(
            text("SELECT count(*) FROM pg_inherits WHERE inhparent = 'position_fix'::regclass")
        ).scalar_one()
    for column in ("device_id", "time_us", "lon_e7", "lat_e7"):
        assert getattr(near, column).tolist() == getattr(again, column).tolist()
    # The emptied partitions are gone.
    assert tables == 0
    assert seal_all(engine, monkeypatch) == 0


def test_a_late_fix_goes_into_its_hour_and_a_repeated_one_is_counted(engine: Engine) -> None:
    track = [at(minute) for minute in range(0, 60, 2)]
    store_track(engine, "p-1", track)
    assert store_track(engine, "p-1", [at(31)]).accepted == {1: 1}
    again = store_track(engine, "p-1", [*track, at(31), at(33)])
    assert (again.accepted, again.repeated) == ({1: 1}, {1: 31})
    assert chunks(engine) == [(1, 0, 1, 32)]
    assert [fix.at for fix in held_fixes(engine)] == sorted(fix.at for fix in held_fixes(engine))
    with engine.connect() as connection:
        latest = connection.execute(text("SELECT fixes, fixed_at FROM device_latest")).one()
    assert latest.fixes == 32
    assert latest.fixed_at == START + timedelta(minutes=58)


def test_a_fix_that_is_hot_is_found_again_when_its_hour_is_sealed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    track = [ago(minute) for minute in range(10)]
    store_track(engine, "p-1", track)
    # Two hours later the same batch comes once more, with one fix that was missing.
    monkeypatch.setattr("spatial.locations.sealing.HOT", timedelta(hours=-2))
    late = store_track(engine, "p-1", [*track, ago(10.5)])
    assert (late.accepted, late.repeated) == ({1: 1}, {1: 10})
    assert len(held_fixes(engine)) == 11
    assert hot_rows(engine) == 0


def test_slow_reporters_share_a_chunk_with_their_other_hours_of_the_day(engine: Engine) -> None:
    # Half an hour between fixes; 8 o'clock UTC to the end of the day and on.
    for minute in range(0, 20 * 60, 30):
        store_track(engine, "marker", [at(minute)], device_class="marker")
    assert chunks(engine) == [(1, 0, 16, 32), (1, 16, 4, 8)]
    # An hour before them, which is in no chunk.
    store_track(engine, "marker", [at(-90)], device_class="marker")
    assert chunks(engine)[0] == (1, -2, 1, 1)
    assert len(held_fixes(engine)) == 41


def test_fast_reporters_have_a_chunk_for_each_hour(engine: Engine) -> None:
    store_track(engine, "fast", [at(second / 6) for second in range(3 * 360)])
    assert chunks(engine) == [(1, 0, 1, 360), (1, 1, 1, 360), (1, 2, 1, 360)]


def told(rows: Sequence[Row], extras: Sequence[bytes]) -> FixColumns:
    fixes = columns(1, rows)
    fixes.extras[:] = extras
    return fixes


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "hot"])
def test_a_copy_that_tells_more_enriches_the_fix_and_is_logged(
    engine: Engine, sealed: bool
) -> None:
    moment = at if sealed else ago
    rows = [moment(3), moment(2), moment(1)]
    assert store(engine, told(rows, [b"", b"\x01\x02", b"\x30"])).enriched == 0
    again = store(engine, told(rows, [b"\x31\x05", b"", b"\x30"]))
    assert (again.accepted, again.enriched) == ({}, 1)
    held = {fix.at: fix.extras for fix in held_fixes(engine)}
    wanted = [b"\x31\x05", b"\x01\x02", b"\x30"]
    assert held == {
        datetime.fromisoformat(row[0]): one for row, one in zip(rows, wanted, strict=True)
    }
    with engine.connect() as connection:
        [log] = connection.execute(text("SELECT what, fixes FROM position_log")).all()
    assert log.what == "enriched"
    assert [fix["extras"] for fix in log.fixes] == ["3105"]


@pytest.fixture(autouse=True)
def as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test sets of sealing is put back after it."""
    monkeypatch.setattr(chunk_plan, "FEW", chunk_plan.FEW)


WALK = [
    (minute, 116.5 + step / 1000, extra)
    for minute, step, extra in (
        (0, 0, b""), (0, 1, b""), (7, 2, b"a"), (7, 2, b"ab"), (7, 2, b"ba"), (59, 3, b""),
        (61, 4, b""), (61, 4, b""), (150, 5, b"x"), (1500, 6, b""), (-30, 7, b""),
    )
]  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations([*range(len(WALK)), *range(len(WALK))]),
    sizes=st.lists(st.integers(1, 7), min_size=1, max_size=8),
    now=st.booleans(),
    few=st.integers(1, 6),
)
def test_any_order_and_repetition_of_fixes_gives_the_same_history_r4_5(
    engine: Engine, order: list[int], sizes: list[int], now: bool, few: int
) -> None:
    # Chunks of few fixes take more in: few of them are needed to have some of each kind.
    chunk_plan.FEW = few
    base = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) if now else START
    base -= timedelta(hours=1)
    rows = [((base + timedelta(minutes=m)).isoformat(), lon, 39.9) for m, lon, _ in WALK]
    # Hypothesis seeds `random`: the same name would come again in another example.
    name = f"d-{uuid4().hex[:12]}"
    with engine.begin() as connection:
        ids = register_devices(connection, [name], device_class="patrol", source="test")
    took = 0
    begin = 0
    turn = 0
    while begin < len(order):
        part = order[begin : begin + sizes[turn % len(sizes)]]
        fixes = columns(ids[name], [rows[one] for one in part])
        fixes.extras[:] = [WALK[one][2] for one in part]
        took += sum(store(engine, fixes, device=name).accepted.values())
        begin += len(part)
        turn += 1
    held = [(fix.at.isoformat(), fix.lon_e7, fix.extras)
            for fix in held_fixes(engine) if fix.device == name]  # fmt: skip
    wanted: dict[tuple[str, int], bytes] = {}
    for (time, lon, _), (_, _, extra) in zip(rows, WALK, strict=True):
        key = (datetime.fromisoformat(time).isoformat(), round(lon * 1e7))
        wanted[key] = max(wanted.get(key, b""), extra, key=lambda told: (len(told), told))
    assert {(time, lon): extra for time, lon, extra in held} == wanted
    assert took == len(held) == len(wanted)
    with engine.connect() as connection:
        latest = connection.execute(
            text("SELECT * FROM device_latest WHERE device_id = :id"), {"id": ids[name]}
        ).one()
        shared = connection.execute(
            text(
                "SELECT count(*) FROM position_chunk AS one JOIN position_chunk AS other"
                " USING (device_id) WHERE one.starts < other.starts AND one.ends > other.starts"
            )
        ).scalar_one()
    assert shared == 0
    assert latest.fixes == len(wanted)
    assert latest.fixed_at.isoformat() == max(time for time, _ in wanted)
    assert latest.first_at.isoformat() == min(time for time, _ in wanted)


def test_a_chunk_holds_what_the_hot_rows_held_to_the_bit(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(3)
    fixes = columns(1, [ago(minute / 10) for minute in range(200)])
    fixes.altitude_m[:] = rng.normal(50, 30, 200).astype(np.float32)
    fixes.speed_kmh[::3] = np.float32(36.6)
    fixes.course[::7] = rng.uniform(0, 359, 29).astype(np.float32)
    fixes.flags[:] = rng.integers(-(2**31), 2**31, 200)
    fixes.alarm[::5] = -1
    fixes.extras[::11] = b"\x30\x01\x17"
    store(engine, fixes)
    assert hot_rows(engine) == 200
    before = held_fixes(engine)
    seal_all(engine, monkeypatch)
    assert held_fixes(engine) == before
    assert len({fix.course for fix in before}) > 20


@pytest.mark.parametrize("moment", [at, ago])
def test_the_database_refuses_a_position_off_the_earth(engine: Engine, moment: object) -> None:
    assert callable(moment)
    time, lon, _ = moment(1)
    with pytest.raises((IntegrityError, ValueError), match="lat_e7"):
        store_track(engine, "p-1", [(time, lon, 90.1)])


def test_hot_fixes_lie_in_the_partition_of_their_hour(engine: Engine) -> None:
    store_track(engine, "p-1", [ago(0), ago(60)])
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT tableoid::regclass::text, fixed_at FROM position_fix ORDER BY fixed_at")
        ).all()
    assert [row[0] for row in rows] == [f"position_fix_{row[1]:%Y_%m_%d_%H}" for row in rows]
    assert timedelta(hours=2) == HOT


def test_same_tells_apart_what_is_not_the_same() -> None:
    one = columns(1, [at(0), at(1)])
    other = columns(1, [at(0), at(1)])
    assert same(one, other)
    other.alarm[1] = 1
    assert not same(one, other)
    assert fix_keys(one)[1] != fix_keys(other)[1]


def test_a_long_load_in_order_of_time_writes_each_chunk_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.beidou.store._MOST_HELD", 1000)
    packed: list[int] = []

    def counting(fixes: FixColumns) -> bytes:
        packed.append(len(fixes))
        return encode(fixes)

    monkeypatch.setattr("spatial.locations.sealing.encode", counting)
    rows = [at(second / 60, 116 + second / 1e6) for second in range(0, 5 * 3600, 10)]
    with engine.begin() as connection:
        register_devices(connection, ["a", "b"], device_class="patrol", source="test")
        staging = FixStaging(connection)
        for begin in range(0, len(rows), 100):
            for device in (1, 2):
                staging.add(columns(device, rows[begin : begin + 100]))
        assert staging.store().accepted == {1: 1800, 2: 1800}
    assert chunks(engine) == [(device, hour, 1, 360) for device in (1, 2) for hour in range(5)]
    assert len(packed) == 10
    assert len(held_fixes(engine)) == 3600
