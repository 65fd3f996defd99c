"""Every feature that is read meets the bbox and the datetime, and every one that does is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from feature_things import AT_INSTANTS, HAPPENING, STANDING, Thing, make_table, store_things
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Engine

from spatial.features.collection import Collection
from spatial.features.reading import page
from spatial.features.selection import ALWAYS, Selection
from spatial.features.systems import CRS84, SYSTEMS
from spatial.features.times import span_of
from spatial.temporal import CHINA_TIME

IN_DATABASE = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])

# Few values, so that edges meet edges.
LON = st.sampled_from([-180.0, -179.5, -1.0, 0.0, 100.00000001, 120.0, 179.5, 180.0])
LAT = st.sampled_from([-90.0, -10.0, 0.0, 30.25, 30.25000001, 90.0])
DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 6))
HOURS = st.integers(0, 6 * 24).map(
    lambda hours: datetime(2020, 1, 1, tzinfo=CHINA_TIME) + timedelta(hours=hours)
)


@st.composite
def shapes(draw: st.DrawFn) -> BaseGeometry | None:
    """A point, a line, a polygon or nothing."""
    kind = draw(st.sampled_from(["point", "line", "area", "none"]))
    (x, y), (u, v) = draw(st.tuples(LON, LAT)), draw(st.tuples(LON, LAT))
    if kind == "none":
        return None
    if kind == "point" or x == u or y == v:
        return Point(x, y)
    if kind == "line":
        return LineString([(x, y), (u, v)])
    return box(min(x, u), min(y, v), max(x, u), max(y, v))


@st.composite
def things(draw: st.DrawFn) -> list[Thing]:
    """Some things with all kinds of places and times."""
    made = []
    for number in range(draw(st.integers(0, 8))):
        start, end = draw(DAYS), draw(st.none() | DAYS)
        timed = end is None or end > start
        at = draw(st.none() | HOURS)
        made.append(
            Thing(
                number,
                draw(shapes()),
                start if timed else None,
                end if timed else None,
                draw(DAYS) if at is None else at.date(),
                None if at is None else at.isoformat(),
            )
        )
    return made


@st.composite
def datetimes(draw: st.DrawFn) -> str:
    """A datetime as a client writes it: instants, days, intervals, open ends."""
    written = st.one_of(
        HOURS.map(lambda at: at.astimezone(UTC).isoformat().replace("+00:00", "Z")),
        HOURS.map(datetime.isoformat),
        DAYS.map(date.isoformat),
    )
    if draw(st.booleans()):
        return draw(written)
    ends = [draw(st.sampled_from(["", ".."]) | written) for _ in range(2)]
    told = [_bounds(end) for end in ends]
    if told[0] is not None and told[1] is not None and told[1][1] < told[0][0]:
        ends.reverse()
    return "/".join(ends)


def _bounds(written: str) -> tuple[datetime, datetime] | None:
    """The first and the last microsecond of an instant or a day; None of an open end."""
    if written in ("", ".."):
        return None
    if len(written) == 10:
        start = datetime.combine(date.fromisoformat(written), datetime.min.time(), CHINA_TIME)
        return start, start + timedelta(days=1, microseconds=-1)
    at = datetime.fromisoformat(written)
    return at, at


def _asked(written: str) -> tuple[datetime, datetime]:
    """The first and the last microsecond that a datetime means."""
    first, *rest = written.split("/")
    last = rest[0] if rest else first
    start, end = _bounds(first), _bounds(last)
    return (
        datetime(1, 1, 2, tzinfo=UTC) if start is None else start[0],
        datetime(9999, 1, 1, tzinfo=UTC) if end is None else end[1],
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA_TIME)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A connection to a database with an empty table of things."""
    with engine.connect() as own:
        make_table(own)
        yield own
        own.rollback()


def read(connection: Connection, collection: Collection, selection: Selection) -> set[int]:
    """The ids that are read."""
    found = page(connection, collection, selection, limit=1000)
    return {int(json.loads(one)["id"]) for one in found.features}


@IN_DATABASE
@given(stored=things(), corners=st.tuples(LON, LAT, LON, LAT), swapped=st.booleans())
@example(
    stored=[Thing(1, Point(180, 0)), Thing(2, Point(-180, 0)), Thing(3, Point(179.5, 0))],
    corners=(179.5, -10.0, -179.5, 0.0),
    swapped=False,
)
def test_features_are_those_that_meet_the_box_its_edges_included(
    connection: Connection,
    stored: list[Thing],
    corners: tuple[float, float, float, float],
    swapped: bool,
) -> None:
    west, south, east, north = corners
    south, north = sorted((south, north))
    store_things(connection, stored)
    if swapped:
        system = next(one for one in SYSTEMS if one.srid == 4490)
        boxes = system.box(south, west, north, east)
    else:
        boxes = CRS84.box(west, south, east, north)
    parts = [box(west, south, east, north)]
    if west > east:
        parts = [box(west, south, 180, north), box(-180, south, east, north)]
    # A box without height or width is a line or a point; shapely draws it as a flat polygon.
    drawn = [_flat(part) for part in parts]
    meeting = {
        one.id
        for one in stored
        if one.geom is None or any(one.geom.intersects(part) for part in drawn)
    }
    assert read(connection, STANDING, Selection(boxes=boxes)) == meeting


def _flat(part: BaseGeometry) -> BaseGeometry:
    west, south, east, north = part.bounds
    if west == east and south == north:
        return Point(west, south)
    if west == east or south == north:
        return LineString([(west, south), (east, north)])
    return part


@IN_DATABASE
@given(stored=things(), written=datetimes())
@example(
    stored=[Thing(1, None, date(2020, 1, 1), date(2020, 1, 2))],
    written="2020-01-01T16:00:00Z",
)
def test_features_are_those_that_stand_at_the_datetime(
    connection: Connection, stored: list[Thing], written: str
) -> None:
    store_things(connection, stored)
    first, last = _asked(written)
    selection = Selection(when=span_of(written))

    def stands(one: Thing) -> bool:
        if one.start is None:
            return True
        return _midnight(one.start) <= last and (one.end is None or _midnight(one.end) > first)

    assert read(connection, STANDING, selection) == {one.id for one in stored if stands(one)}

    def happened(one: Thing) -> bool:
        if one.at is not None:
            return first <= datetime.fromisoformat(one.at) <= last
        day = _midnight(one.day)
        return day <= last and day + timedelta(days=1) > first

    assert read(connection, HAPPENING, selection) == {one.id for one in stored if happened(one)}

    def at_instant(one: Thing) -> bool:
        return one.at is None or first <= datetime.fromisoformat(one.at) <= last

    assert read(connection, AT_INSTANTS, selection) == {one.id for one in stored if at_instant(one)}


@IN_DATABASE
@given(stored=things(), day=DAYS)
def test_date_tells_what_stands_on_a_day(
    connection: Connection, stored: list[Thing], day: date
) -> None:
    store_things(connection, stored)
    standing = {
        one.id
        for one in stored
        if one.start is None or (one.start <= day and (one.end is None or day < one.end))
    }
    assert read(connection, STANDING, Selection(day=day)) == standing
    by_default = Selection().by_default(STANDING, day)
    assert read(connection, STANDING, by_default) == standing
    happened = {one.id for one in stored if one.day == day}
    assert read(connection, HAPPENING, Selection(day=day)) == happened
    assert Selection().by_default(HAPPENING, day) == Selection()


def test_the_whole_history_is_all(connection: Connection) -> None:
    store_things(connection, [Thing(1), Thing(2, None, date(2020, 1, 1), date(2020, 1, 2))])
    assert read(connection, STANDING, Selection(when=ALWAYS)) == {1, 2}
    assert span_of("../..") == ALWAYS == span_of("/")
