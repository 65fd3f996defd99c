"""Suspected patches (疑似图斑): entered from a source, and read as they stand (R6.5)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import shapely
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, Row, text

from spatial.access.standing import Standing
from spatial.db import read_sql
from spatial.division_codes import significant
from spatial.divisions.answers.units import resolve
from spatial.divisions.footing import footing_of
from spatial.errors import BeforeTheRecord, UnknownDivision, UnknownPatch
from spatial.imagery.patches.links import Link, links_on
from spatial.imagery.patches.states import State
from spatial.locations.geodesic import area_m2
from spatial.temporal import today_in_china


@dataclass(frozen=True, slots=True)
class Finding:
    """A patch to be entered. number: of the record in its source. outline: degrees, CGCS2000."""

    number: int
    outline: MultiPolygon
    kind: str
    notes: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """What patches were found in. kind: upload or difference. digest: 32 bytes by which the same
    source is known again. details: as patch_source has them."""

    kind: str
    digest: bytes
    details: Mapping[str, Any]
    office: str
    person: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering a source did. known: it was entered before, and nothing changed. details: as
    they stand, those of the first time. patches: their numbers."""

    source_id: int
    known: bool
    details: Mapping[str, Any]
    patches: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch as it stands. links: the divisions of the day on which it was found. office, person:
    who found it. assignee, due: of the last assignment; due until the end of that day in Beijing.
    steps: how many it has."""

    id: int
    source_id: int
    source_kind: str
    source_details: Mapping[str, Any]
    number: int
    kind: str
    found_on: date
    area_m2: float
    notes: tuple[str, ...]
    attributes: Mapping[str, Any]
    outline: MultiPolygon
    recorded_at: datetime
    office: str
    person: str
    steps: int
    state: State
    since: datetime
    assignee_office: str | None
    assignee: str | None
    due: date | None
    links: tuple[Link, ...]

    def is_overdue(self, today: date) -> bool:
        """Whether it waits for a check whose term has passed."""
        return self.state is State.ASSIGNED and self.due is not None and self.due < today


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which patches are asked for; None is all.

    division: a code or identity, as of `day`: patches that lie in part in it. since, before: days
    of finding, half open. box: west, south, east, north, degrees.
    """

    division: str | None = None
    day: date | None = None
    state: State | None = None
    kind: str | None = None
    source: int | None = None
    since: date | None = None
    before: date | None = None
    box: tuple[float, float, float, float] | None = None
    overdue: bool | None = None


ALL = Wanted()


def enter(
    connection: Connection,
    source: Source,
    findings: Sequence[Finding],
    *,
    found_on: date,
    at: datetime,
) -> Entered:
    """Enters all patches of a source as found; of a source that is known, nothing.

    found_on: the day whose divisions they lie in. at: the instant of finding. Raises
    BeforeTheRecord for a day before the first list of divisions.
    """
    held = connection.execute(
        text(
            "INSERT INTO patch_source (kind, digest, details, office, person) VALUES"
            " (:kind, :digest, CAST(:details AS jsonb), :office, :person)"
            " ON CONFLICT (kind, digest) DO NOTHING RETURNING id"
        ),
        {
            "kind": source.kind,
            "digest": source.digest,
            "details": json.dumps(source.details, ensure_ascii=False, default=str),
            "office": source.office,
            "person": source.person,
        },
    ).scalar_one_or_none()
    if held is None:
        return _known(connection, source)
    numbers = [_enter_one(connection, held, source, one, found_on, at) for one in findings]
    return Entered(int(held), False, source.details, tuple(numbers))


def _known(connection: Connection, source: Source) -> Entered:
    row = connection.execute(
        text(
            "SELECT source.id, details, array_remove(array_agg(patch.id ORDER BY number), NULL)"
            " AS patches FROM patch_source AS source"
            " LEFT JOIN patch ON patch.source_id = source.id"
            " WHERE source.kind = :kind AND digest = :digest GROUP BY source.id"
        ),
        {"kind": source.kind, "digest": source.digest},
    ).one()
    return Entered(row.id, True, row.details, tuple(row.patches))


def _enter_one(
    connection: Connection,
    source_id: int,
    source: Source,
    one: Finding,
    found_on: date,
    at: datetime,
) -> int:
    number = int(
        connection.execute(
            text(
                "INSERT INTO patch (source_id, number, kind, found_on, area_m2, notes, attributes,"
                " geom) VALUES (:source, :number, :kind, :on, :area, :notes,"
                " CAST(:attributes AS jsonb), ST_GeomFromWKB(:wkb, 4490)) RETURNING id"
            ),
            {
                "source": source_id,
                "number": one.number,
                "kind": one.kind,
                "on": found_on,
                "area": area_m2(one.outline),
                "notes": list(one.notes),
                "attributes": json.dumps(dict(one.attributes), ensure_ascii=False, default=str),
                "wkb": one.outline.wkb,
            },
        ).scalar_one()
    )
    links = links_on(connection, one.outline, found_on)
    if links:
        connection.execute(
            text(
                "INSERT INTO patch_division (patch_id, level, code, name, version, identity, grade,"
                " share) VALUES (:patch, :level, :code, :name, :version, :identity, :grade, :share)"
            ),
            [
                {
                    "patch": number,
                    "level": link.level,
                    "code": link.code,
                    "name": link.name,
                    "version": link.version,
                    "identity": link.identity,
                    "grade": link.grade,
                    "share": link.share,
                }
                for link in links
            ],
        )
    connection.execute(
        text(
            "INSERT INTO patch_step (patch_id, number, state, at, office, person) VALUES"
            " (:patch, 1, 'found', :at, :office, :person)"
        ),
        {"patch": number, "at": at, "office": source.office, "person": source.person},
    )
    return number


def patches_page(
    connection: Connection,
    standing: Standing,
    wanted: Wanted = ALL,
    *,
    now: datetime,
    number: int | None = None,
    limit: int = 100,
    offset: int = 0,
) -> tuple[int, list[Patch]]:
    """How many there are that the office may see, and a page, the newest first.

    An office sees what lies in its division, by the links of the day of finding or as the division
    is drawn today. Raises BadCode, BeforeTheRecord, UnknownDivision.
    """
    bound = bound_of(connection, standing, wanted, now) | {"id": number}
    statement = text(read_sql("spatial.imagery.patches", "patches"))
    rows = connection.execute(statement, bound | {"limit": limit, "offset": offset}).all()
    total = rows[0].total if rows else 0
    if not rows and offset:
        first = connection.execute(statement, bound | {"limit": 1, "offset": 0}).one_or_none()
        total = 0 if first is None else first.total
    return total, [_patch(row) for row in rows]


def bound_of(
    connection: Connection, standing: Standing, wanted: Wanted, now: datetime
) -> dict[str, Any]:
    """The parameters of patches.sql, without id, limit and offset."""
    today = today_in_china(now)
    day = today if wanted.day is None else wanted.day
    west, south, east, north = wanted.box or (None, None, None, None)
    code = standing.code
    return {
        "id": None,
        "office": None if code is None else f"{significant(code)}%",
        "office_version": None if code is None else _version_today(connection, code, today),
        "area_version": None
        if wanted.division is None
        else resolve(connection, footing_of(connection), wanted.division, day).version.id,
        "area_day": day,
        "today": today,
        "known_at": "infinity",
        "state": None if wanted.state is None else wanted.state.value,
        "kind": wanted.kind,
        "source_id": wanted.source,
        "since": wanted.since,
        "before": wanted.before,
        "overdue": wanted.overdue,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
    }


def patch_of(connection: Connection, number: int, standing: Standing, now: datetime) -> Patch:
    """The patch of a number. Raises UnknownPatch, also for who may not see it."""
    _, found = patches_page(connection, standing, number=number, now=now, limit=1)
    if not found:
        raise UnknownPatch(f"there is no patch {number}")
    return found[0]


def locked_patch(connection: Connection, number: int, standing: Standing, now: datetime) -> Patch:
    """The same, locked until the transaction ends: one writes after the other."""
    connection.execute(
        text("SELECT patch_id FROM patch_standing WHERE patch_id = :patch FOR UPDATE"),
        {"patch": number},
    )
    return patch_of(connection, number, standing, now)


def _version_today(connection: Connection, code: str, today: date) -> int | None:
    """The unit of an office as it stands; None for one that is no more."""
    try:
        return resolve(connection, footing_of(connection), code, today).version.id
    except (UnknownDivision, BeforeTheRecord):
        return None


def _patch(row: Row[Any]) -> Patch:
    values = dict(row._mapping)
    values.pop("total")
    outline = shapely.from_wkb(bytes(values.pop("wkb")))
    assert isinstance(outline, MultiPolygon)
    links = tuple(Link(**one) for one in values.pop("divisions"))
    return Patch(
        **values
        | {
            "state": State(values["state"]),
            "notes": tuple(values["notes"]),
            "outline": outline,
            "links": links,
        }
    )
