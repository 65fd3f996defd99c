"""The real 1.45 million rows: counted, asked, and compared with plain Python over the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from fix_rows import EARLIEST, LATEST
from sqlalchemy import Engine, text

from deploy.cluster import Cluster
from ingest.beidou.positions import load_positions
from ingest.runs import IngestReport
from spatial.db import open_engine, read_sql
from spatial.geojson import parse_polygon
from spatial.locations.chunk_codec import decode
from spatial.locations.device_track import track
from spatial.locations.history import fixes_of
from spatial.locations.queries import devices_page, devices_within

pytestmark = pytest.mark.real_data

ROWS = 1_450_465
FILE = "gnss_geolife_sample.parquet"


@dataclass(frozen=True)
class Loaded:
    engine: Engine
    outcome: IngestReport


@pytest.fixture(scope="module")
def geolife(cluster: Cluster, template: str, real_data: Path) -> Iterator[Loaded]:
    name = f"geolife_{uuid4().hex[:8]}"
    cluster.create_database(name, template)
    engine = open_engine(cluster.url(name), pool=3)
    outcome = load_positions(
        engine, real_data / FILE, device_class="personal", device_prefix="geolife-"
    )
    yield Loaded(engine, outcome)
    engine.dispose()
    cluster.drop_database(name)


@pytest.fixture(scope="module")
def file_rows(real_data: Path) -> dict[str, Any]:
    """The columns of the file: user, µs, lon and lat in 1e-7 degree; the impossible row left out,
    each exact repeat once."""
    table = pq.read_table(real_data / FILE)
    user = np.asarray(table["user"].to_pylist(), dtype=np.int64)
    columns = [
        user,
        table["time_utc"].to_numpy().astype("datetime64[us]").astype(np.int64),
        np.rint(table["lon"].to_numpy() * 1e7).astype(np.int64),
        np.rint(table["lat"].to_numpy() * 1e7).astype(np.int64),
        table["alt_ft"].to_numpy().view(np.int32).astype(np.int64),
    ]
    rows = np.unique(np.column_stack(columns), axis=0)
    rows = rows[np.abs(rows[:, 3]) <= 900_000_000]
    return dict(zip(("user", "us", "lon", "lat"), rows.T, strict=False))


def scalar(engine: Engine, statement: str) -> Any:
    with engine.connect() as connection:
        return connection.execute(text(statement)).scalar_one()


def test_every_row_is_accepted_refused_or_repeated(
    geolife: Loaded, file_rows: dict[str, Any]
) -> None:
    repeated = scalar(
        geolife.engine,
        "SELECT sum((raw->>'repeated')::bigint) FROM ingest_remark WHERE raw ? 'repeated'",
    )
    assert geolife.outcome.refused == 1
    # Counted at the origin of the sample: rows of which every value is there already.
    assert repeated == 185_309
    assert geolife.outcome.accepted + 1 + repeated == ROWS
    assert geolife.outcome.accepted == len(file_rows["us"])
    assert scalar(geolife.engine, "SELECT sum(fixes) FROM position_chunk") == len(file_rows["us"])
    assert scalar(geolife.engine, "SELECT count(*) FROM position_fix") == 0


def test_the_impossible_latitude_is_kept_with_its_row(geolife: Loaded) -> None:
    with geolife.engine.connect() as connection:
        reason, raw = connection.execute(
            text("SELECT reason, raw FROM ingest_remark WHERE disposition = 'refused'")
        ).one()
    assert "latitude" in reason
    assert raw["user"] == "020"
    assert raw["time_utc"] == "2011-09-11T03:23:54+00:00"
    assert raw["lat"] == pytest.approx(400.1667, abs=1e-4)


def test_different_positions_of_one_second_are_all_kept(geolife: Loaded) -> None:
    shared = 0
    with geolife.engine.connect() as connection:
        for device in connection.execute(text("SELECT id FROM device")).scalars().all():
            times = fixes_of(connection, device, EARLIEST, LATEST).time_us
            shared += len(times) - len(np.unique(times))
    # 195,597 rows repeat device and second; 185,309 of them are exact repeats.
    assert shared == 195_597 - 185_309


def test_a_sealed_fix_takes_less_than_eight_bytes_with_its_indexes(geolife: Loaded) -> None:
    with geolife.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM FULL position_chunk"))
        size = connection.execute(
            text(
                "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('position_chunk')"
            )
        ).scalar_one()
    assert size / geolife.outcome.accepted < 8


def test_the_register_knows_the_22_users(geolife: Loaded, file_rows: dict[str, Any]) -> None:
    with geolife.engine.connect() as connection:
        total, devices = devices_page(connection, limit=100, offset=0)
    assert total == len(devices) == 22
    for device in devices:
        mine = file_rows["us"][file_rows["user"] == int(device.id.removeprefix("geolife-"))]
        assert device.fixes == len(mine)
        assert device.first == datetime.fromtimestamp(mine.min() / 1e6, UTC)
        assert device.last == datetime.fromtimestamp(mine.max() / 1e6, UTC)


def test_every_fix_is_in_the_box_and_the_hours_of_its_chunk(geolife: Loaded) -> None:
    with geolife.engine.connect() as connection:
        for row in connection.execute(text("SELECT * FROM position_chunk")).all():
            fixes = decode(bytes(row.body) + bytes(row.tail), row.device_id)
            assert len(fixes) == row.fixes
            hours = fixes.time_us // 1_000_000
            assert row.starts.timestamp() <= hours.min() <= hours.max() < row.ends.timestamp()
            east, north, west, south = map(int, re.findall(r"-?\d+", row.place))
            assert west == fixes.lon_e7.min() <= fixes.lon_e7.max() == east
            assert south == fixes.lat_e7.min() <= fixes.lat_e7.max() == north


def test_the_same_file_again_changes_nothing(geolife: Loaded, real_data: Path) -> None:
    state = "SELECT md5(string_agg(p::text, '' ORDER BY p::text)) FROM position_chunk AS p"
    before = scalar(geolife.engine, state)
    again = load_positions(
        geolife.engine, real_data / FILE, device_class="personal", device_prefix="geolife-"
    )
    assert again.status == "unchanged"
    assert scalar(geolife.engine, state) == before


def test_a_track_has_the_fixes_of_the_file(geolife: Loaded, file_rows: dict[str, Any]) -> None:
    start, end = datetime(2008, 10, 1, tzinfo=UTC), datetime(2008, 11, 1, tzinfo=UTC)
    with geolife.engine.connect() as connection:
        found = track(connection, "geolife-000", start, end, limit=500_000)
    window = (file_rows["us"] >= start.timestamp() * 1e6) & (
        file_rows["us"] < end.timestamp() * 1e6
    )
    mine = window & (file_rows["user"] == 0)
    assert found.count == mine.sum() > 3_000
    times = [time for part in found.parts for time in part.times]
    assert [round(time.timestamp() * 1e6) for time in times] == sorted(file_rows["us"][mine])


POLYGONS: dict[str, dict[str, Any]] = {
    "a campus": {
        "type": "Polygon",
        "coordinates": [
            [[116.30, 39.98], [116.335, 39.975], [116.34, 40.01], [116.31, 40.02], [116.30, 39.98]]
        ],
    },
    "a ring round the old town": {
        "type": "Polygon",
        "coordinates": [
            [[116.2, 39.8], [116.55, 39.8], [116.55, 40.05], [116.2, 40.05], [116.2, 39.8]],
            [[116.3, 39.85], [116.47, 39.85], [116.47, 40.0], [116.3, 40.0], [116.3, 39.85]],
        ],
    },
    "the north": {
        "type": "Polygon",
        "coordinates": [[[100, 35], [125, 35], [125, 50], [100, 50], [100, 35]]],
    },
    "a field where nobody was": {
        "type": "Polygon",
        "coordinates": [[[90, 30], [90.1, 30], [90.1, 30.1], [90, 30.1], [90, 30]]],
    },
}
SPANS = [
    (datetime(2008, 10, 24, tzinfo=UTC), datetime(2008, 10, 25, tzinfo=UTC)),
    (datetime(2009, 3, 1, 4, 30, tzinfo=UTC), datetime(2009, 4, 11, 1, 2, 3, tzinfo=UTC)),
    (datetime(2007, 1, 1, tzinfo=UTC), datetime(2012, 1, 1, tzinfo=UTC)),
]


@pytest.mark.parametrize("polygon", POLYGONS)
@pytest.mark.parametrize("span", SPANS, ids=["day", "weeks", "years"])
def test_devices_within_equal_a_plain_search_of_the_file(
    geolife: Loaded,
    file_rows: dict[str, Any],
    polygon: str,
    span: tuple[datetime, datetime],
) -> None:
    shape = parse_polygon(POLYGONS[polygon])
    begin, end = (round(instant.timestamp() * 1e6) for instant in span)
    rows = np.flatnonzero((file_rows["us"] >= begin) & (file_rows["us"] < end))
    shapely.prepare(shape)
    points = shapely.points(file_rows["lon"][rows] / 1e7, file_rows["lat"][rows] / 1e7)
    rows = rows[shapely.covers(shape, points)]
    expected = {}
    for user in np.unique(file_rows["user"][rows]).tolist():
        times = file_rows["us"][rows[file_rows["user"][rows] == user]]
        expected[f"geolife-{user:03}"] = (times.min(), times.max(), len(times))
    with geolife.engine.connect() as connection:
        found = devices_within(connection, shape, *span)
    assert {
        device.id: (
            round(device.first.timestamp() * 1e6),
            round(device.last.timestamp() * 1e6),
            device.count,
        )
        for device in found
    } == expected


def test_the_hot_questions_use_their_indexes(geolife: Loaded) -> None:
    begin, end = SPANS[0]
    span = {"starts": begin, "ends": end}
    questions: dict[str, dict[str, Any]] = {
        "track_chunks": span | {"device_id": 1, "rows": 1000},
        "near_chunks": span
        | {
            "west": 1163000000,
            "south": 399750000,
            "east": 1163400000,
            "north": 400200000,
            "classes": None,
        },
    }
    with geolife.engine.connect() as connection:
        connection.execute(text("ANALYZE position_chunk"))
        track_scans, near_scans = (
            scans(
                connection.execute(
                    text("EXPLAIN (FORMAT JSON) " + read_sql("spatial.locations", name)), values
                ).scalar_one()[0]["Plan"]
            )
            for name, values in questions.items()
        )
    # Only the year that is asked for, and in it the index.
    assert track_scans == {f"position_chunk_{begin.year}_pkey"}
    assert near_scans == {f"position_chunk_{begin.year}_place_tstzrange_idx"}


def scans(plan: dict[str, Any]) -> set[str]:
    """The indexes that a plan reads, and `all of TABLE` where it reads a table from end to end."""
    found = {plan["Index Name"]} if "Index Name" in plan else set()
    if plan["Node Type"] == "Seq Scan":
        found.add(f"all of {plan['Relation Name']}")
    return found.union(*(scans(inner) for inner in plan.get("Plans", [])))
