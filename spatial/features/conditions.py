"""The conditions under which a row is a feature that is asked for, as SQL with bound values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from spatial.features.collection import Collection
from spatial.features.selection import Box, Selection, Span
from spatial.features.systems import bounds_in
from spatial.temporal import CHINA_TIME, end_of_day

# A rectangle in metres reaches so far beyond what was asked: coordinates are told to a millimetre,
# and what is told on an edge meets it.
_HALF_MILLIMETRE = 0.0005

_MICROSECOND = timedelta(microseconds=1)

Values = dict[str, object]


def conditions(collection: Collection, selection: Selection) -> tuple[str, Values]:
    """What has to hold of the row `f`: a text from WHERE on, and the values that are bound in it.

    Index: that of the geometry by `&&`, of periods and days by `&&` and comparisons with a value.
    Raises BadParameter where the collection cannot tell what is asked.
    """
    selection.require_for(collection)
    said, values = _asked(collection, selection)
    own = [] if collection.condition == "true" else [f"({collection.condition})"]
    told = [*own, *said]
    return (f"WHERE {' AND '.join(told)}" if told else "WHERE true"), values


def _asked(collection: Collection, selection: Selection) -> tuple[list[str], Values]:
    said: list[str] = []
    values: Values = dict(collection.values)
    if selection.known_at is not None:
        said.append(f"({collection.known_at})")
        values["known_at"] = selection.known_at
    elif collection.known_now is not None:
        said.append(f"({collection.known_now})")
    if selection.when is not None:
        said += _or_undated(collection, _during(collection, selection.when, values))
    if selection.day is not None:
        said += _or_undated(collection, _on(collection, selection.day, values))
    if selection.boxes and collection.geometry is not None:
        met = [
            _meets(collection, collection.geometry, number, box, values)
            for number, box in enumerate(selection.boxes, start=1)
        ]
        if collection.unplaced:
            met.append(f"{collection.geometry} IS NULL")
        said.append(f"({' OR '.join(met)})")
    if selection.condition is not None:
        said.append(f"({selection.condition.sql})")
        values |= selection.condition.values
    return said, values


def _meets(collection: Collection, geometry: str, number: int, box: Box, values: Values) -> str:
    """By the index first: its operator compares boxes, and with 32 bits; then by the shapes."""
    edges = {"west": box.west, "south": box.south, "east": box.east, "north": box.north}
    values |= {f"box_{number}_{name}": value for name, value in edges.items()}
    around = _envelope(f"box_{number}", tuple(edges), 4490)
    near = f"{geometry} && {around}"
    if collection.stored_geometry is not None:
        stored, srid = collection.stored_geometry
        values |= {
            f"stored_{number}_{name}": value
            for name, value in zip(edges, bounds_in(srid, box), strict=True)
        }
        near = f"{stored} && {_envelope(f'stored_{number}', tuple(edges), srid)}"
    if box.within is None:
        return f"({near} AND ST_Intersects({geometry}, {_shape(number, box)}))"
    told = box.within
    values |= {
        f"within_{number}_min_x": told.min_x - _HALF_MILLIMETRE,
        f"within_{number}_min_y": told.min_y - _HALF_MILLIMETRE,
        f"within_{number}_max_x": told.max_x + _HALF_MILLIMETRE,
        f"within_{number}_max_y": told.max_y + _HALF_MILLIMETRE,
    }
    exact = _envelope(f"within_{number}", ("min_x", "min_y", "max_x", "max_y"), told.srid)
    moved = f"ST_Transform({geometry}, {told.srid})"
    return f"({near} AND ST_Intersects({moved}, {exact}))"


def _shape(number: int, box: Box) -> str:
    """The shape of a box: without width and height a point or a line, for a flat polygon is no
    valid one and meets nothing.
    """
    if box.west != box.east and box.south != box.north:
        return _envelope(f"box_{number}", ("west", "south", "east", "north"), 4490)
    first, second = (
        f"ST_Point(CAST(:box_{number}_{x} AS float8), CAST(:box_{number}_{y} AS float8), 4490)"
        for x, y in (("west", "south"), ("east", "north"))
    )
    flat = box.west == box.east and box.south == box.north
    return first if flat else f"ST_MakeLine({first}, {second})"


def _envelope(prefix: str, names: tuple[str, ...], srid: int) -> str:
    corners = ", ".join(f"CAST(:{prefix}_{name} AS float8)" for name in names)
    return f"ST_MakeEnvelope({corners}, {srid})"


def _or_undated(collection: Collection, said: list[str]) -> list[str]:
    if not collection.undated or not said:
        return said
    time = collection.valid or collection.happened
    return [f"({time} IS NULL OR ({' AND '.join(said)}))"]


def _during(collection: Collection, when: Span, values: Values) -> list[str]:
    """A period of days meets a span where it holds a day of which the span holds an instant."""
    if when.start is None and when.end is None:
        return []
    first, last = _days(when)
    if collection.valid is not None and collection.valid_at_instants:
        values |= {"starts": when.start, "ends": when.end}
        return [
            f"{collection.valid} && tstzrange(CAST(:starts AS timestamptz),"
            " CAST(:ends AS timestamptz))"
        ]
    if collection.valid is not None:
        values |= {"first": first, "last": last}
        return [f"{collection.valid} && daterange(CAST(:first AS date), CAST(:last AS date), '[]')"]
    if collection.happened is None:
        return []
    if collection.moment is None and collection.happens_at_instants:
        return _instants(collection.happened, when, values)
    said = []
    if first is not None:
        values["first"] = first
        said.append(f"{collection.happened} >= CAST(:first AS date)")
    if last is not None:
        values["last"] = last
        said.append(f"{collection.happened} <= CAST(:last AS date)")
    if collection.moment is not None:
        instants = " AND ".join(_instants(collection.moment, when, values))
        said.append(f"({collection.moment} IS NULL OR {instants})")
    return said


def _instants(expression: str, when: Span, values: Values) -> list[str]:
    said = []
    if when.start is not None:
        values["starts"] = when.start
        said.append(f"{expression} >= CAST(:starts AS timestamptz)")
    if when.end is not None:
        values["ends"] = when.end
        said.append(f"{expression} < CAST(:ends AS timestamptz)")
    return said


def _on(collection: Collection, day: date, values: Values) -> list[str]:
    starts = datetime(day.year, day.month, day.day, tzinfo=CHINA_TIME)
    if collection.valid is not None and collection.valid_at_instants:
        values |= {"day_starts": starts, "day_ends": end_of_day(day)}
        return [
            f"{collection.valid} && tstzrange(CAST(:day_starts AS timestamptz),"
            " CAST(:day_ends AS timestamptz))"
        ]
    if collection.valid is not None:
        values["day"] = day
        return [f"{collection.valid} @> CAST(:day AS date)"]
    if collection.happened is None:
        return []
    if collection.happens_at_instants:
        values |= {"day_starts": starts, "day_ends": end_of_day(day)}
        return [
            f"{collection.happened} >= CAST(:day_starts AS timestamptz)",
            f"{collection.happened} < CAST(:day_ends AS timestamptz)",
        ]
    values["day"] = day
    return [f"{collection.happened} = CAST(:day AS date)"]


def _days(when: Span) -> tuple[date | None, date | None]:
    """The first and the last day in Beijing of which a span holds an instant."""
    first = None if when.start is None else _day(when.start)
    last = None if when.end is None else _day(when.end - _MICROSECOND)
    return first, last


def _day(instant: datetime) -> date:
    if instant.astimezone(UTC) > _LATEST:
        return date.max
    return instant.astimezone(CHINA_TIME).date()


# Beyond it the day in Beijing is of the year 10000.
_LATEST = datetime(9999, 12, 31, 15, 59, 59, 999999, UTC)
