from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fix_rows import held_fixes
from sqlalchemy import Engine, text

import ingest.beidou.store
from ingest.beidou.positions import load_positions
from ingest.runs import IngestReport
from spatial.errors import BadParameter, DeviceClassConflict, SourceRefused

HEADER = "device,time,lon,lat,altitude_m,speed_kmh,course"
NOW = datetime(2024, 6, 1, tzinfo=UTC)


def csv_file(folder: Path, *lines: str, header: str = HEADER, name: str = "patrol.csv") -> Path:
    file = folder / name
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return file


def load(
    engine: Engine, file: Path, device_class: str = "patrol", prefix: str = ""
) -> IngestReport:
    return load_positions(
        engine, file, device_class=device_class, device_prefix=prefix, clock=lambda: NOW
    )


def rows(engine: Engine, statement: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def fixes(engine: Engine) -> list[tuple[Any, ...]]:
    return [
        (fix.device, fix.at, fix.lon_e7, fix.lat_e7, fix.altitude_m, fix.speed_kmh, fix.course)
        for fix in sorted(held_fixes(engine), key=lambda fix: (fix.device, fix.at, fix.lon_e7))
    ]


def refusals(engine: Engine) -> list[tuple[Any, ...]]:
    return rows(
        engine,
        "SELECT record, reason, raw FROM ingest_remark WHERE disposition = 'refused'"
        " ORDER BY record",
    )


def repeats(engine: Engine, run_id: int) -> int:
    return int(
        rows(
            engine,
            "SELECT coalesce(sum((raw->>'repeated')::bigint), 0) FROM ingest_remark"
            f" WHERE run_id = {run_id}",
        )[0][0]
    )


GOOD = "巡查-1,2024-05-01T08:00:00.250+08:00,116.5,39.9,50.5,36.5,90"


def test_a_row_becomes_a_fix_with_its_milliseconds_in_utc(engine: Engine, tmp_path: Path) -> None:
    outcome = load(engine, csv_file(tmp_path, GOOD, "b,2024-05-01 00:00Z,-0.5,-39.9,,,"))
    assert (outcome.accepted, outcome.refused, outcome.status) == (2, 0, "loaded")
    assert fixes(engine) == [
        ("b", datetime(2024, 5, 1, tzinfo=UTC), -5000000, -399000000, None, None, None),
        (
            "巡查-1",
            datetime(2024, 5, 1, 0, 0, 0, 250000, tzinfo=UTC),
            1165000000,
            399000000,
            50.5,
            36.5,
            90.0,
        ),
    ]


def test_every_bad_row_is_refused_with_the_row_and_the_others_are_kept(
    engine: Engine, tmp_path: Path
) -> None:
    bad = {
        ",2024-05-01T08:00:00Z,116,39,,,": "device is missing",
        "a/b,2024-05-01T08:00:00Z,116,39,,,": "device name",
        "a,,116,39,,,": "time is missing",
        "a,2024-05-01T08:00:00,116,39,,,": "no zone",
        "a,2024-05-01,116,39,,,": "no ISO 8601",
        "a,yesterday,116,39,,,": "no ISO 8601",
        "a,2024-02-30T08:00:00Z,116,39,,,": "time: '2024-02-30T08:00:00Z'",
        "a,2024-05-01T08:00:00Z,,39,,,": "missing",
        "a,2024-05-01T08:00:00Z,116,x,,,": "lat is no number",
        "a,2024-05-01T08:00:00Z,nan,39,,,": "lon is no number",
        "a,2024-05-01T08:00:00Z,116,39,high,,": "altitude_m is no number",
        "a,2024-05-01T08:00:00Z,116,400.1667,,,": "latitude lies outside",
        "a,2024-05-01T08:00:00Z,39,116,,,": "swapped",
        "a,2024-05-01T08:00:00Z,0,0.0,,,": "both 0",
        "a,2024-06-01T00:10:01Z,116,39,,,": "future",
        "a,1980-01-06T00:00:00Z,116,39,,,": "before 2000",
        "a\x00,2024-05-01T08:00:00Z,116,39,,,": "device name",
    }
    outcome = load(engine, csv_file(tmp_path, *bad, GOOD))
    assert (outcome.accepted, outcome.refused) == (1, len(bad))
    reasons = {
        raw["device"] + raw["time"] + raw["lon"] + raw["lat"] + raw["altitude_m"]: reason
        for _, reason, raw in refusals(engine)
    }
    for line, reason in bad.items():
        key = "".join(line.replace("\x00", "\\u0000").split(",")[:5])
        assert reason in reasons[key], line


def test_a_line_with_too_few_values_is_refused_with_its_number(
    engine: Engine, tmp_path: Path
) -> None:
    outcome = load(engine, csv_file(tmp_path, GOOD, "a,2024-05-01T08:00:00Z,116"))
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert refusals(engine) == [
        (
            "line 3",
            "the line has 3 values, the header 7",
            {"line": "a,2024-05-01T08:00:00Z,116"},
        )
    ]


def test_two_positions_of_one_second_are_both_kept_and_a_repeat_once(
    engine: Engine, tmp_path: Path
) -> None:
    here = "a,2024-05-01T08:00:00Z,116.5,39.9,,,"
    there = "a,2024-05-01T08:00:00Z,116.6,39.9,,,"
    outcome = load(engine, csv_file(tmp_path, here, there, here, here))
    assert [fix[2] for fix in fixes(engine)] == [1165000000, 1166000000]
    assert (outcome.accepted, outcome.refused) == (2, 0)
    assert repeats(engine, outcome.run_id) == 2


def test_the_same_file_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    file = csv_file(tmp_path, GOOD)
    first = load(engine, file)
    held = held_fixes(engine)
    again = load(engine, file)
    assert (again.status, again.run_id) == ("unchanged", first.run_id)
    assert held_fixes(engine) == held
    assert len(fixes(engine)) == 1


def test_rows_that_another_file_brought_before_are_repeats(engine: Engine, tmp_path: Path) -> None:
    load(engine, csv_file(tmp_path, GOOD))
    other = csv_file(tmp_path, GOOD, GOOD.replace("116.5", "116.6"), name="more.csv")
    outcome = load(engine, other)
    assert (outcome.accepted, repeats(engine, outcome.run_id)) == (1, 1)
    assert rows(engine, "SELECT fixes FROM device_latest") == [(2,)]


def test_steps_back_in_time_are_no_fault(engine: Engine, tmp_path: Path) -> None:
    lines = [f"a,2024-05-01T08:0{minute}:00Z,116.5,39.9,,," for minute in (3, 1, 2)]
    assert load(engine, csv_file(tmp_path, *lines)).accepted == 3
    assert [fix.at.minute for fix in held_fixes(engine)] == [1, 2, 3]


def test_an_impossible_speed_is_taken_off_with_a_note(engine: Engine, tmp_path: Path) -> None:
    outcome = load(engine, csv_file(tmp_path, GOOD.replace("36.5", "-1")))
    assert (outcome.accepted, outcome.repaired) == (1, 1)
    assert fixes(engine)[0][5] is None
    assert "speed" in rows(engine, "SELECT reason FROM ingest_remark")[0][0]


def test_a_zipped_csv_and_a_byte_order_mark_are_read(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "patrol.csv.gz"
    file.write_bytes(gzip.compress(f"\ufeff{HEADER}\r\n{GOOD}\r\n".encode()))
    assert load(engine, file).accepted == 1


def test_the_prefix_stands_before_each_name(engine: Engine, tmp_path: Path) -> None:
    load(engine, csv_file(tmp_path, GOOD), prefix="north-")
    assert fixes(engine)[0][0] == "north-巡查-1"


# Parquet


def geolife(folder: Path, **columns: Any) -> Path:
    table = {
        "user": pa.array(["000", "000"]),
        "track": pa.array(["t", "t"]),
        "time_utc": pa.array(
            [datetime(2008, 10, 23, 2, 53, 4, tzinfo=UTC), datetime(2008, 10, 23, tzinfo=UTC)],
            pa.timestamp("us", "UTC"),
        ),
        "lat": pa.array([39.984702, 39.9]),
        "lon": pa.array([116.318417, 116.3]),
        "alt_ft": pa.array([492.0, -777.0], pa.float32()),
    } | columns
    file = folder / "walk.parquet"
    pq.write_table(pa.table({k: v for k, v in table.items() if v is not None}), file)
    return file


def test_feet_become_metres_and_the_sentinel_becomes_unknown(
    engine: Engine, tmp_path: Path
) -> None:
    outcome = load(engine, geolife(tmp_path), "personal", "geolife-")
    assert outcome.accepted == 2
    without, with_altitude = fixes(engine)
    assert without[4] is None
    assert with_altitude[4] == pytest.approx(492 * 0.3048, abs=1e-4)
    assert with_altitude[:4] == (
        "geolife-000",
        datetime(2008, 10, 23, 2, 53, 4, tzinfo=UTC),
        1163184170,
        399847020,
    )


def test_nothing_and_not_a_number_in_parquet_are_refused(engine: Engine, tmp_path: Path) -> None:
    file = geolife(tmp_path, lat=pa.array([None, 39.9]), lon=pa.array([116.3, float("nan")]))
    assert load(engine, file).refused == 2
    assert [raw["lon"] for _, _, raw in refusals(engine)] == [116.3, "nan"]


BAD_COLUMNS: list[tuple[dict[str, Any], str]] = [
    ({"time_utc": pa.array([datetime(2008, 1, 1)] * 2)}, "time zone"),  # noqa: DTZ001
    ({"time_utc": pa.array(["2008-01-01T00:00:00Z"] * 2)}, "time zone"),
    ({"lat": pa.array(["39", "40"])}, "column lat is string"),
    ({"user": pa.array([0, 1])}, "column user is int64"),
    ({"lon": None}, "no table of positions"),
    ({"fuel": pa.array([1, 2])}, "columns that have no place: fuel"),
]


@pytest.mark.parametrize(
    ("columns", "what"), BAD_COLUMNS, ids=[f"{n} {what}" for n, (_, what) in enumerate(BAD_COLUMNS)]
)
def test_a_parquet_file_of_other_columns_is_refused(
    engine: Engine, tmp_path: Path, columns: dict[str, Any], what: str
) -> None:
    with pytest.raises(SourceRefused, match=what):
        load(engine, geolife(tmp_path, **columns))
    assert_nothing_is_there(engine)


# Whole files refused


def assert_nothing_is_there(engine: Engine) -> None:
    counts = rows(
        engine,
        "SELECT (SELECT count(*) FROM device), (SELECT count(*) FROM position_fix),"
        " (SELECT count(*) FROM position_chunk), (SELECT count(*) FROM device_latest),"
        " (SELECT count(*) FROM ingest_remark),"
        " (SELECT count(*) FROM pg_inherits WHERE inhparent = 'position_fix'::regclass)",
    )
    assert counts == [(0, 0, 0, 0, 0, 0)]
    assert rows(engine, "SELECT DISTINCT status FROM ingest_run") == [("failed",)]


@pytest.mark.parametrize("kept", [10, 200, -30, -4])
def test_a_half_written_parquet_file_is_refused(engine: Engine, tmp_path: Path, kept: int) -> None:
    file = geolife(tmp_path)
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(SourceRefused, match="half written"):
        load(engine, file)
    assert_nothing_is_there(engine)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("map.parquet", b"\x89PNG\r\n\x1a\n", "does not begin with PAR1"),
        ("map.png", b"\x89PNG\r\n\x1a\n\x00\x00", "map.png"),
        ("empty.csv", b"", "empty.csv"),
        ("gbk.csv", f"{HEADER}\n{GOOD}\n".encode("gbk"), "UTF-8"),
        ("half.csv.gz", gzip.compress(f"{HEADER}\n{GOOD}\n".encode())[:-12], "half.csv.gz"),
        ("other.csv", b"code,name\n110000,x\n", "its columns are 'code,name'"),
        ("twice.csv", f"{HEADER},lon\n".encode(), "twice"),
    ],
)
def test_a_file_of_another_kind_is_refused_whole(
    engine: Engine, tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(SourceRefused, match=what):
        load(engine, file)
    assert_nothing_is_there(engine)


def test_a_load_that_is_killed_half_way_leaves_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    # After the fixes are written, before the newest of each device is.
    monkeypatch.setattr(ingest.beidou.store, "_renew_latest", killed)
    file = csv_file(tmp_path, GOOD)
    with pytest.raises(KeyboardInterrupt):
        load(engine, file)
    assert rows(engine, "SELECT count(*) FROM device") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM position_chunk") == [(0,)]
    assert rows(engine, "SELECT count(*) FROM ingest_run") == [(0,)]
    monkeypatch.undo()
    assert load(engine, file).accepted == 1


def test_a_device_keeps_the_class_it_was_registered_with_r4_9(
    engine: Engine, tmp_path: Path
) -> None:
    load(engine, csv_file(tmp_path, GOOD), "personal")
    other = csv_file(tmp_path, GOOD.replace("116.5", "116.6"), name="more.csv")
    with pytest.raises(DeviceClassConflict, match="registered as personal, not as patrol"):
        load(engine, other, "patrol")
    assert len(fixes(engine)) == 1


def test_an_unknown_class_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="vehicle, patrol, personal, marker"):
        load(engine, csv_file(tmp_path, GOOD), "car")


def test_a_file_that_is_not_there_is_refused(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="there is no"):
        load(engine, tmp_path / "away.csv")


def test_more_refused_rows_than_one_flush_of_remarks(engine: Engine, tmp_path: Path) -> None:
    lines = [f"a,2024-05-01T08:00:00Z,{n},99,,," for n in range(2500)]
    outcome = load(engine, csv_file(tmp_path, *lines, GOOD))
    assert (outcome.accepted, outcome.refused) == (1, 2500)
    assert len(refusals(engine)) == 2500
