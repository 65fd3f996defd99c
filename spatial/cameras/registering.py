"""Tables of cameras into the register: nothing is overwritten, and what stands so already stays.

All rows of a table are in memory at once, some hundred thousand cameras.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import shapely
from sqlalchemy import Connection, text

from spatial.business.intake.rows import SourceRow, batches
from spatial.cameras.camera import COLUMNS, CameraVersion, State, camera_of
from spatial.cameras.planning import with_history, with_snapshot
from spatial.cameras.rows import CameraRow, RowReader
from spatial.cameras.sectors import sector_of
from spatial.cameras.sensitivity import grades_of
from spatial.copying import copy_rows, days
from spatial.errors import BadPeriod, ShikongError
from spatial.temporal import Period, parse_instant

Refuse = Callable[[str, str, Mapping[str, object] | None], None]
"""Who is told of a row that is not stored: its place, the reason, the row unless it is hidden."""

_STORED = tuple(one for one in COLUMNS if one not in ("lon", "lat"))


@dataclass(slots=True)
class Registered:
    """What became of the rows, each counted once; states: changes of state that were noted."""

    new: int = 0
    replaced: int = 0
    unchanged: int = 0
    refused: int = 0
    states: int = 0

    @property
    def accepted(self) -> int:
        """Rows that the register holds now."""
        return self.new + self.replaced + self.unchanged


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be registered. day: on which it tells how cameras are, where a row has no dates of
    its own. as_of_now: whether that is the present, so that states begin now and not with the day.
    run_id, push_id: by what it came."""

    reader: RowReader
    day: date
    as_of_now: bool
    run_id: int | None = None
    push_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Told:
    place: str
    values: Mapping[str, object] | None
    row: CameraRow


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    version: CameraVersion


def begin_registering(connection: Connection) -> datetime:
    """The instant from which what is registered in this transaction is held for true.

    One transaction registers cameras at a time: a second one waits here for the first.
    """
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('register of cameras', 0))")
    )
    instant = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    assert isinstance(instant, datetime)
    return instant


def register_table(
    connection: Connection,
    rows: Iterable[SourceRow],
    table: Table,
    refuse: Refuse,
    instant: datetime,
) -> Registered:
    """Registers the rows of a table. instant: of `begin_registering`.

    A row that breaks a rule is refused with its reason; one of a number that another row of the
    table contradicts, too.
    """
    done = Registered()

    def refused(place: str, reason: str, values: Mapping[str, object] | None) -> None:
        done.refused += 1
        refuse(place, reason, values)

    told = list(_read(rows, table.reader, refused))
    graded: list[_Told] = []
    for batch in batches(told):
        grades = grades_of(connection, [one.row for one in batch])
        for one, grade in zip(batch, grades, strict=True):
            camera = replace(one.row.camera, grade=grade)
            graded.append(replace(one, row=replace(one.row, camera=camera)))
    by_number: defaultdict[str, list[_Told]] = defaultdict(list)
    for one in graded:
        by_number[one.row.camera.number].append(one)
    for numbers in batches(by_number):
        some = {number: by_number[number] for number in numbers}
        _register(connection, some, table, refused, instant, done)
    return done


def _read(rows: Iterable[SourceRow], reader: RowReader, refuse: Refuse) -> Iterator[_Told]:
    for row in rows:
        kept = None if row.fault is None and reader.hides(row.values) else row.values
        if row.fault is not None:
            refuse(row.place, row.fault, kept)
            continue
        try:
            yield _Told(row.place, kept, reader.read(row.values))
        except ShikongError as error:
            refuse(row.place, str(error), kept)


def _register(
    connection: Connection,
    told: Mapping[str, Sequence[_Told]],
    table: Table,
    refuse: Refuse,
    instant: datetime,
    done: Registered,
) -> None:
    held = _held(connection, list(told))
    ended: list[int] = []
    added: list[CameraVersion] = []
    stored: list[_Told] = []
    for number, rows in told.items():
        standing = held.get(number, [])
        taken, after = _planned([one.version for one in standing], rows, table.day, refuse)
        if not taken:
            continue
        stored += taken
        keeps = [one for one in standing if one.version in after]
        new = [one for one in after if one not in [each.version for each in keeps]]
        ended += [one.id for one in standing if one not in keeps]
        added += new
        if not standing:
            done.new += len(taken)
        elif new or len(keeps) < len(standing):
            done.replaced += len(taken)
        else:
            done.unchanged += len(taken)
    if ended:
        connection.execute(
            text(
                "UPDATE camera SET known = tstzrange(lower(known), :instant) WHERE id = ANY(:ids)"
            ),
            {"instant": instant, "ids": ended},
        )
    copy_rows(
        connection,
        "camera",
        (*_STORED, "valid", "known", "run_id", "push_id", "geom", "sector"),
        (_as_row(one, table, instant) for one in added),
    )
    done.states += _note_states(connection, stored, table, instant)


def _held(connection: Connection, numbers: list[str]) -> dict[str, list[_Held]]:
    columns = ", ".join(COLUMNS)
    rows = connection.execute(
        text(
            f"SELECT id, {columns}, lower(valid) AS starts, upper(valid) AS ends FROM camera"  # noqa: S608
            " WHERE number = ANY(:numbers) AND upper_inf(known) ORDER BY number, valid"
        ),
        {"numbers": numbers},
    )
    held: defaultdict[str, list[_Held]] = defaultdict(list)
    for row in rows:
        version = CameraVersion(camera_of(row), Period(row.starts, row.ends))
        held[row.number].append(_Held(row.id, version))
    return dict(held)


def _planned(
    standing: list[CameraVersion], rows: Sequence[_Told], day: date, refuse: Refuse
) -> tuple[list[_Told], list[CameraVersion]]:
    """Which of the rows of a camera are taken, and its versions after them."""
    dated: list[tuple[CameraVersion, _Told]] = []
    snapshots: list[_Told] = []
    for one in rows:
        try:
            version = _dated(one.row)
        except BadPeriod as error:
            refuse(one.place, str(error), one.values)
            continue
        if version is None:
            snapshots.append(one)
        else:
            dated.append((version, one))
    for again in [*snapshots[1:], *(snapshots[:1] if dated else ())]:
        refuse(again.place, f"{again.row.camera.number} 在表中不止一行", again.values)
    if dated:
        dated.sort(key=lambda pair: pair[0].valid.start)
        try:
            after = with_history(standing, [version for version, _ in dated])
        except BadPeriod as error:
            for _, one in dated:
                refuse(one.place, str(error), one.values)
            return [], standing
        return [one for _, one in dated], after
    if not snapshots:
        return [], standing
    return snapshots[:1], with_snapshot(standing, snapshots[0].row.camera, day)


def _dated(row: CameraRow) -> CameraVersion | None:
    """The version of a row with dates, None for a snapshot. Raises BadPeriod."""
    if row.valid_from is None:
        if row.valid_to is not None:
            raise BadPeriod("有停用日期而没有启用日期")
        return None
    return CameraVersion(row.camera, Period(row.valid_from, row.valid_to))


def _as_row(version: CameraVersion, table: Table, instant: datetime) -> tuple[object, ...]:
    camera = version.camera
    sector = sector_of(camera.lon, camera.lat, camera.view)
    return (
        *(getattr(camera, name) for name in _STORED),
        days(version.valid.start, version.valid.end),
        f"[{instant.isoformat()},)",
        table.run_id,
        table.push_id,
        f"SRID=4490;POINT({camera.lon!r} {camera.lat!r})",
        None if sector is None else shapely.to_wkb(
            shapely.set_srid(sector, 4490), hex=True, include_srid=True
        ),
    )  # fmt: skip


def _note_states(
    connection: Connection, told: Sequence[_Told], table: Table, instant: datetime
) -> int:
    """Notes the states that cameras are told to be in and were not known to be in then."""
    says = [one for one in told if one.row.state is not None]
    if not says:
        return 0
    begins = instant if table.as_of_now else parse_instant(table.day.isoformat())
    numbers = list({one.row.camera.number for one in says})
    rows = connection.execute(
        text(
            "SELECT number, state, since FROM camera_state WHERE number = ANY(:numbers)"
            " ORDER BY number, since, id"
        ),
        {"numbers": numbers},
    )
    known: defaultdict[str, list[tuple[datetime, State]]] = defaultdict(list)
    for row in rows:
        known[row.number].append((row.since, State(row.state)))
    fresh: list[dict[str, object]] = []
    for one in says:
        number, state = one.row.camera.number, one.row.state
        assert state is not None
        since = one.row.since or begins
        before = [was for at, was in known[number] if at <= since]
        if before and before[-1] is state:
            continue
        known[number] = sorted([*known[number], (since, state)], key=lambda pair: pair[0])
        fresh.append(
            {"number": number, "state": state, "since": since, "now": instant}
            | {"run": table.run_id, "push": table.push_id}
        )
    if fresh:
        connection.execute(
            text(
                "INSERT INTO camera_state (number, state, since, recorded_at, run_id, push_id)"
                " VALUES (:number, :state, :since, :now, :run, :push)"
            ),
            fresh,
        )
    return len(fresh)
