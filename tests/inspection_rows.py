"""A line of two counties of 杭州, its markers, a round and devices: rows of inspections."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, text

from ingest.beidou.store import register_devices
from spatial.boundaries.inspections.inspections import Draft, create_inspection
from spatial.boundaries.inspections.rights import Author
from spatial.boundaries.inspections.rounds import create_round
from spatial.boundaries.inspections.states import State
from spatial.boundaries.inspections.steps import take_step

LEFT, RIGHT, ABOVE, OTHER = "330106", "330109", "330100", "330602"
LINE = "3301-1"
MARKERS = ("001Q", "002A", "002B")
DAY = date(2024, 5, 20)
NOW = datetime(2024, 5, 20, 10, tzinfo=UTC)
CHECKED = datetime(2024, 5, 20, 2, tzinfo=UTC)
WEST, EAST = Author(LEFT, "西湖区民政局"), Author(RIGHT, "萧山区民政局")


def add_line(
    connection: Connection,
    number: str = LINE,
    *,
    left: str = LEFT,
    right: str = RIGHT,
    name: str = "西萧线",
    since: str | None = "2002-07-01",
) -> int:
    """A line, valid since a day."""
    line = connection.execute(
        text("INSERT INTO boundary (number) VALUES (:number) RETURNING id"), {"number": number}
    ).scalar_one()
    connection.execute(
        text(
            "INSERT INTO boundary_fact (boundary_id, valid, name, level, left_code, right_code,"
            " agreement, agreed_on) VALUES (:line, daterange(CAST(:since AS date), NULL), :name,"
            " 'county', :left, :right, '西萧线协议书', '2001-09-01')"
        ),
        {"line": line, "name": name, "left": left, "right": right, "since": since},
    )
    return int(line)


def add_course(connection: Connection, line: int, name: str = "西萧线") -> None:
    """A course of 9,649 m along the parallel of 30°, with three markers on it."""
    connection.execute(
        text(
            "INSERT INTO boundary_segment (boundary_id, ordinal, valid, source_crs, geom)"
            " VALUES (:line, 1, '[2002-07-01,)', 'EPSG:4490',"
            " ST_GeomFromText('LINESTRING(120 30, 120.1 30)', 4490))"
        ),
        {"line": line},
    )
    for serial, number, east in ((1, "001Q", 120.0), (2, "002A", 120.05), (2, "002B", 120.0501)):
        connection.execute(
            text(
                "INSERT INTO boundary_marker (number, line_name, boundary_id, valid, state, serial,"
                " kind, height_m, accuracy_m, geom) VALUES (:number, :name, :line,"
                " '[2002-07-01,)', '完好', :serial, :kind, 12.5, 0.1,"
                " ST_SetSRID(ST_MakePoint(:east, 30), 4490))"
            ),
            {"number": number, "name": name, "line": line, "serial": serial}
            | {"kind": number[-1], "east": east},
        )


def add_device(
    connection: Connection, name: str, owner: str | None, device_class: str = "patrol"
) -> int:
    """A device and whose it is."""
    ids = register_devices(connection, [name], device_class=device_class, source="test")
    connection.execute(
        text("UPDATE device SET owner_code = :owner WHERE id = :id"),
        {"owner": owner, "id": ids[name]},
    )
    return ids[name]


def store_world(engine: Engine) -> int:
    """The line with its course, round 5 (2023 to 2027) and a device of each side; its id."""
    with engine.begin() as connection:
        line = add_line(connection)
        add_course(connection, line)
        create_round(connection, 5, date(2023, 1, 1))
        add_device(connection, "west-1", LEFT)
        add_device(connection, "east-1", RIGHT)
    return line


def begun(
    connection: Connection, *states: State, draft: Draft | None = None, day: date = DAY
) -> int:
    """An inspection of the line that went through the states."""
    made = create_inspection(connection, draft or Draft(LINE, day.year, 5), WEST, day, day)
    for state in states:
        take_step(connection, made, state, WEST, day=day, today=day, note="试", reason="试")
    return made


def in_the_field(connection: Connection) -> int:
    """An inspection of the line in its field check."""
    return begun(connection, State.DESK_CHECK, State.FIELD_CHECK)


def deposit(connection: Connection, sha256: str = "ab" * 32, media_type: str = "text/plain") -> str:
    """A deposited file, without its bytes; its SHA-256."""
    connection.execute(
        text(
            "INSERT INTO deposited_file (sha256, media_type, bytes)"
            " VALUES (decode(:sha256, 'hex'), :type, 3)"
        ),
        {"sha256": sha256, "type": media_type},
    )
    return sha256
