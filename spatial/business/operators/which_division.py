"""In which division: of points, and of records by their keys, on any day (R8.1 a)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from spatial.business.answering.answer import ALL_BY_NOW, Answer, DataOf, DivisionsOf, Knowledge
from spatial.business.operators.carrying import Carrier
from spatial.business.operators.dataset import RECORDS, record_set, records_known
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.answers.point_in_schemes import place_at
from spatial.divisions.bulk.whole_register_loading import register_in
from spatial.divisions.footing import Footing, footing_of
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.errors import BadParameter
from spatial.temporal import Basis, parse_date

WHICH_DIVISION = "which-division"
MOST_POINTS = 1_000
"""Points or keys of one question; a table of more goes to /v1/divisions/at."""

NO_RECORD = "no_record"
"""Why a key has no division: the dataset holds none of it, or not on the day."""


@dataclass(frozen=True, slots=True)
class Point:
    """Degrees, CGCS2000. day: its own, None for that of the question. key: of the caller."""

    lon: float
    lat: float
    day: date | None = None
    key: str | None = None

    def __post_init__(self) -> None:
        """Raises BadParameter; says so when longitude and latitude look swapped."""
        if not -180 <= self.lon <= 180:
            raise BadParameter(f"lon={self.lon} is no longitude: -180 to 180 degrees")
        if not -90 <= self.lat <= 90:
            hint = " (are lon and lat swapped?)" if abs(self.lat) <= 180 else ""
            raise BadParameter(f"lat={self.lat} is no latitude: -90 to 90 degrees{hint}")

    def as_json(self) -> dict[str, Any]:
        """As a member of a question."""
        return {
            "lon": self.lon,
            "lat": self.lat,
            "date": self.day and self.day.isoformat(),
            "key": self.key,
        }


@dataclass(frozen=True, slots=True)
class WhichQuestion:
    """Points, or records of a dataset by key.

    day: of points without a day of their own; of records None asks each on its own day (of a
    facility: the first of its last version). levels: None for all that have areas.
    """

    day: date | None
    points: tuple[Point, ...] = ()
    dataset: str | None = None
    record_keys: tuple[str, ...] = ()
    levels: tuple[Level, ...] | None = None
    scheme: str = NOW.scheme
    basis: Basis = Basis.LIST

    def __post_init__(self) -> None:
        """Raises BadParameter."""
        if bool(self.points) == (self.dataset is not None):
            raise BadParameter("ask for points, or for records of a dataset by their keys")
        if self.points and self.day is None:
            raise BadParameter("points are asked for on a date")
        if self.dataset is not None and not self.record_keys:
            raise BadParameter("give the keys of the records")
        if any("\0" in one for one in (self.dataset or "", *self.record_keys)):
            raise BadParameter("no text holds a NUL")
        if len(self.points) + len(self.record_keys) > MOST_POINTS:
            raise BadParameter(
                f"more than {MOST_POINTS} in one question: send a table to /v1/divisions/at"
            )

    def as_json(self) -> dict[str, Any]:
        """As members of an answer's question."""
        return {
            "date": self.day and self.day.isoformat(),
            "points": [one.as_json() for one in self.points],
            "dataset": self.dataset,
            "keys": list(self.record_keys),
            "levels": None if self.levels is None else [one.value for one in self.levels],
            "scheme": self.scheme,
            "basis": self.basis.value,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> WhichQuestion:
        """From the question of an answer that was given."""
        return cls(
            said["date"] and parse_date(said["date"]),
            tuple(
                Point(one["lon"], one["lat"], one["date"] and parse_date(one["date"]), one["key"])
                for one in said["points"]
            ),
            said["dataset"],
            tuple(said["keys"]),
            said["levels"] and tuple(Level(one) for one in said["levels"]),
            said["scheme"],
            Basis(said["basis"]),
        )


def which_division(
    connection: Connection, question: WhichQuestion, knowledge: Knowledge = ALL_BY_NOW
) -> Answer:
    """For each point or record, and each level, the unit that it lies in, or why in none.

    A record without a point is told by the code of its division, carried to the day asked for.
    Raises UnknownDataset, NotPermitted (records of a closed grade, R8.5), BadParameter and what
    the footing raises.
    """
    viewpoint = Viewpoint(question.scheme, question.basis, knowledge.divisions)
    footing = footing_of(connection, viewpoint)
    data = None
    if question.dataset is None:
        assert question.day is not None
        items = [
            {"key": one.key, "lon": one.lon, "lat": one.lat}
            | _place(connection, footing, question, one.lon, one.lat, one.day or question.day)
            for one in question.points
        ]
    else:
        dataset = record_set(connection, question.dataset)
        dataset.require_listed()
        dataset.held(next((one for one in RECORDS if one in dataset.holds), None))
        known_at = knowledge.data or records_known(connection, dataset)
        data = DataOf((dataset.id,), known_at)
        items = list(_records(connection, footing, question, known_at))
    day = question.day or footing.record.until
    return Answer(
        WHICH_DIVISION,
        question.as_json(),
        DivisionsOf.on(footing, day, None),
        data,
        items,
        summary={"asked": len(items)},
        keys=("key", "lon", "lat", "date"),
    )


def _place(
    connection: Connection,
    footing: Footing,
    question: WhichQuestion,
    lon: float,
    lat: float,
    day: date,
) -> dict[str, Any]:
    found = place_at(connection, footing, lon, lat, day)
    return {
        "date": day.isoformat(),
        "levels": {
            one.level: {
                "code": one.unit and one.unit.code,
                "name": one.unit and one.unit.name,
                "grade": one.grade,
                "reason": one.reason,
                "candidates": [
                    {"code": named.code, "name": named.name} for named in one.candidates
                ],
            }
            for one in found
            if question.levels is None or one.level in question.levels
        },
    }


def _records(
    connection: Connection, footing: Footing, question: WhichQuestion, known_at: datetime
) -> Iterator[dict[str, Any]]:
    rows = {
        row.key: row
        for row in connection.execute(
            text(read_sql("spatial.business.operators", "listed_records")),
            {"dataset": question.dataset, "keys": list(question.record_keys)}
            | {"known_at": known_at, "day": question.day},
        )
    }
    for key in question.record_keys:
        row = rows.get(key)
        if row is None:
            yield {"key": key, "date": None, "levels": {}, "reason": NO_RECORD}
            continue
        told = row.day or row.starts
        day = question.day or told
        if row.lon is not None:
            yield {"key": key, "lon": row.lon, "lat": row.lat} | _place(
                connection, footing, question, row.lon, row.lat, day
            )
        else:
            yield {"key": key, "date": day.isoformat(), "division_code": row.division_code} | {
                "levels": _by_code(connection, footing, question, row.division_code, told, day)
            }


def _by_code(
    connection: Connection,
    footing: Footing,
    question: WhichQuestion,
    code: str,
    told: date,
    day: date,
) -> dict[str, dict[str, Any]]:
    """By level the units of a record of which only the division is told (scheme mca)."""
    viewpoint = replace(footing.viewpoint, scheme=NOW.scheme)
    register = register_in(connection, viewpoint)
    found: dict[str, dict[str, Any]] = {}
    for level in question.levels or (Level.PROVINCE, Level.PREFECTURE, Level.COUNTY):
        carried = Carrier(register, day, level).carry(code, told)
        unit = None if carried.code is None else register.on(carried.code, day)
        found[level.value] = {
            "code": carried.code,
            "name": unit and unit.name,
            "grade": None,
            "reason": carried.reason,
            "candidates": [],
        }
    return found
