"""A line along a parallel, ways along it, and a registered line with markers: in one line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
from fix_rows import store_track
from shapely import LineString
from sqlalchemy import Connection, Engine, text

from spatial.boundaries.course import Course
from spatial.boundaries.register import Marker
from spatial.locations.clock import microseconds
from spatial.locations.fixes import E7, Places
from spatial.locations.geodesic import metres_per_degree

START = datetime(2024, 5, 13, tzinfo=UTC)
LAT = 33.0
PER_LON, PER_LAT = (float(one[0]) for one in metres_per_degree(np.array([LAT])))

Row = tuple[float, float, float]
"""Seconds from START, metres along the line, metres north of it."""


def course(length_m: float = 40_000.0) -> Course:
    """Eastward along 33° north from 112° east: so short that the parallel is straight in degrees,
    as the line is."""
    return Course.of(LineString([(112.0, LAT), (112.0 + length_m / PER_LON, LAT)]))


def lon_lat(along_m: float, north_m: float = 0.0) -> tuple[float, float]:
    """Degrees of a place at the line."""
    return 112.0 + along_m / PER_LON, LAT + north_m / PER_LAT


def way(*rows: Row) -> Places:
    """One device."""
    told = np.array(rows, dtype=float).reshape(-1, 3)
    return Places(
        np.ones(len(told), np.int32),
        microseconds(START) + np.rint(told[:, 0] * 1e6).astype(np.int64),
        np.rint((112.0 + told[:, 1] / PER_LON) * E7).astype(np.int64),
        np.rint((LAT + told[:, 2] / PER_LAT) * E7).astype(np.int64),
    )


def walked(
    from_m: float, to_m: float, *, begin_s: float = 0, pace: float = 2.0, north_m: float = 0
) -> list[Row]:
    """A fix each 20 s from one chainage to another (either way), and one at the end."""
    length = abs(to_m - from_m)
    steps = np.append(np.arange(0, length, 20 * pace), length)
    along = from_m + np.sign(to_m - from_m) * steps
    return [
        (begin_s + float(gone) / pace, float(at), north_m)
        for gone, at in zip(steps, along, strict=True)
    ]


def store_walk(engine: Engine, device: str, rows: Sequence[Row], **more: str) -> int:
    """Stores a way in the history; the id of the device."""
    told = [
        ((START + timedelta(seconds=second)).isoformat(), *lon_lat(along, north))
        for second, along, north in rows
    ]
    store_track(engine, device, told, **more)
    with engine.connect() as connection:
        return int(
            connection.execute(
                text("SELECT id FROM device WHERE name = :name"), {"name": device}
            ).scalar_one()
        )


def marker(number: str, along_m: float, north_m: float = 0.0) -> Marker:
    """A marker that is in no database."""
    lon, lat = lon_lat(along_m, north_m)
    return Marker(
        1, number, "甲乙线", int(number[4:7]), number[7], "intact", None, None, None, None,
        "EPSG:4490", date(2020, 1, 1), None, lon, lat,
    )  # fmt: skip


def register_line(
    engine: Engine,
    *,
    number: str = "4142",
    length_m: float = 40_000.0,
    markers: Sequence[tuple[str, float, float]] = (),
) -> int:
    """A line of 410000 (left) and 420000 (right); markers by number, chainage, metres north."""
    with engine.begin() as connection:
        boundary = connection.execute(
            text("INSERT INTO boundary (number) VALUES (:number) RETURNING id"), {"number": number}
        ).scalar_one()
        connection.execute(
            text(
                "INSERT INTO boundary_fact (boundary_id, valid, name, level, left_code, right_code)"
                " VALUES (:id, '[2000-01-01,)', '甲乙线', 'province', '410000', '420000')"
            ),
            {"id": boundary},
        )
        connection.execute(
            text(
                "INSERT INTO boundary_segment (boundary_id, ordinal, valid, source_crs, geom)"
                " VALUES (:id, 1, '[2000-01-01,)', 'EPSG:4490', ST_GeomFromText(:wkt, 4490))"
            ),
            {"id": boundary, "wkt": course(length_m).line.wkt},
        )
        for name, along_m, north_m in markers:
            lon, lat = lon_lat(along_m, north_m)
            connection.execute(
                text(
                    "INSERT INTO boundary_marker (boundary_id, line_name, number, serial, kind,"
                    " state, valid, geom) VALUES (:id, :line, :number, :serial, :kind, 'intact',"
                    " '[2000-01-01,)', ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))"
                ),
                {
                    "id": boundary, "line": number, "number": name, "serial": int(name[4:7]),
                    "kind": name[7], "lon": lon, "lat": lat,
                },
            )  # fmt: skip
    return int(boundary)


def plan_inspection(
    engine: Engine,
    boundary: int,
    *,
    round_number: int = 5,
    starts: datetime = START,
    ends: datetime | None = START + timedelta(days=3),
    left: Sequence[int] = (),
    right: Sequence[int] = (),
) -> int:
    """An inspection with devices of both sides; its id."""
    with engine.begin() as connection:
        year = 2000 + 5 * round_number
        connection.execute(
            text(
                "INSERT INTO inspection_round (number, valid, name) VALUES"
                " (:number, daterange(make_date(:year, 1, 1), make_date(:year + 5, 1, 1)), '轮')"
                " ON CONFLICT DO NOTHING"
            ),
            {"number": round_number, "year": year},
        )
        inspection = connection.execute(
            text(
                "INSERT INTO inspection (boundary_id, round_id, kind, plan_year, left_office,"
                " right_office, lead, within_m, radius_m, dwell_s, gap_s, person)"
                " SELECT :boundary, id, 'regular', :year, '410000', '420000', 'left', 50, 50, 120,"
                " 600, '王' FROM inspection_round WHERE number = :number RETURNING id"
            ),
            {"boundary": boundary, "number": round_number, "year": year},
        ).scalar_one()
        for side, devices in (("left", left), ("right", right)):
            for device in devices:
                add_party(connection, inspection, side, device, starts, ends)
    return int(inspection)


def add_party(
    connection: Connection,
    inspection: int,
    side: str,
    device: int,
    starts: datetime,
    ends: datetime | None,
    withdraws: int | None = None,
) -> int:
    """A device that counts for a side; the id of the row."""
    row = connection.execute(
        text(
            "INSERT INTO inspection_party (inspection_id, side, device_id, starts, ends,"
            " withdraws, person) VALUES (:inspection, :side, :device, :starts, :ends, :withdraws,"
            " '王') RETURNING id"
        ),
        {
            "inspection": inspection, "side": side, "device": device, "starts": starts,
            "ends": ends, "withdraws": withdraws,
        },
    ).scalar_one()  # fmt: skip
    return int(row)
