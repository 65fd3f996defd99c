"""The places of one dataset and the areas of another on a day: what lies in them, what goes beyond.

Care homes in flood zones; cemeteries beyond their approved outline (domain, section 8).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, text

from spatial.business.answering.answer import ALL_BY_NOW, Answer, DataOf, Knowledge
from spatial.business.declarations.model import Holds
from spatial.business.operators.dataset import RecordSet, record_set, records_known
from spatial.business.operators.standing import Asked, stand_on
from spatial.business.operators.units import Unit, Units, units_on
from spatial.db import read_sql
from spatial.errors import BadParameter

OVERLAP = "overlap"
MOST_LISTED = 1_000
"""Records that an answer lists at most; all are counted."""

LEAST_M2 = 1.0
KEY = "key"


class Relation(StrEnum):
    """What is asked. IN: which records meet the areas. BEYOND: what of them lies outside."""

    IN = "in"
    BEYOND = "beyond"


@dataclass(frozen=True, slots=True)
class OverlapQuestion:
    """asked: the day on which both datasets stand, and the divisions by which records are told.

    dataset: facilities or areas (BEYOND: areas). areas: the dataset with the areas. match: None for
    all areas, `key` for the one of the same key, else a field that holds the key of the one.
    within: a division in which the records lie. least_m2: of BEYOND, what is no overstep yet.
    """

    asked: Asked
    dataset: str
    areas: str
    relation: Relation = Relation.IN
    match: str | None = None
    within: str | None = None
    least_m2: float = LEAST_M2

    def __post_init__(self) -> None:
        """Raises BadParameter."""
        if not 0 <= self.least_m2 <= 1e12:
            raise BadParameter(f"least_m2={self.least_m2} is no area: 0 to 1e12 square metres")
        if "\0" in f"{self.dataset}{self.areas}{self.match}{self.within}":
            raise BadParameter("no text holds a NUL")

    def as_json(self) -> dict[str, Any]:
        """As members of an answer's question."""
        return self.asked.as_json() | {
            "dataset": self.dataset,
            "areas": self.areas,
            "relation": self.relation.value,
            "match": self.match,
            "within": self.within,
            "least_m2": self.least_m2,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> OverlapQuestion:
        """From the question of an answer that was given."""
        return cls(
            Asked.from_json(said),
            said["dataset"],
            said["areas"],
            Relation(said["relation"]),
            said["match"],
            said["within"],
            said["least_m2"],
        )


def overlap(
    connection: Connection, question: OverlapQuestion, knowledge: Knowledge = ALL_BY_NOW
) -> Answer:
    """Each record of the dataset that meets areas of the other, or that reaches beyond them.

    An item of IN has `areas`, each with what is shared: square metres (geodesic) and share of the
    record; of a facility, which is a point, neither. One of BEYOND has `beyond_m2`, its share of
    the area, the areas that were set against it and the geometry of the overstep. Edges are
    straight between longitudes and latitudes. `without_place` counts records of which only the
    division is told: nobody knows whether they meet an area.
    Raises UnknownDataset, NotPermitted (R8.5), BadParameter and what the footing raises.
    """
    own, other = record_set(connection, question.dataset), record_set(connection, question.areas)
    _require(own, other, question)
    stand = stand_on(connection, question.asked, knowledge)
    units = units_on(connection, stand, question.within)
    known_at = knowledge.data or max(records_known(connection, one) for one in (own, other))
    rows = _rows(connection, question, known_at, units)
    found = [
        (row, units.units[place] if place is not None and place >= 0 else None)
        for row, place in rows
        if place is not None or units.whole
    ]
    items = _items(found) if question.relation is Relation.IN else _oversteps(found)
    listed = items[:MOST_LISTED]
    notes = (f"共{len(items)}条，只列{MOST_LISTED}条",) if len(items) > len(listed) else ()
    return Answer(
        OVERLAP,
        question.as_json(),
        stand.divisions,
        DataOf(tuple(sorted({own.id, other.id})), known_at),
        listed,
        notes=notes,
        summary={"records": len(items), "listed": len(listed)}
        | _sums(items, question.relation)
        | {"without_place": _without_place(connection, question, known_at)},
        keys=("key",),
    )


def _require(own: RecordSet, other: RecordSet, question: OverlapQuestion) -> None:
    own.require_listed()
    other.require_listed()
    other.held(Holds.AREAS)
    if question.relation is Relation.BEYOND:
        own.held(Holds.AREAS)
    elif not {Holds.FACILITIES, Holds.AREAS} & set(own.holds):
        raise BadParameter(f"the dataset {own.id} holds neither facilities nor areas")
    if question.match not in (None, KEY):
        own.field(str(question.match))


def _rows(
    connection: Connection, question: OverlapQuestion, known_at: datetime, units: Units
) -> list[tuple[Row[Any], int | None]]:
    """What the statement of the relation finds, each with the place of its unit."""
    name = "overlap" if question.relation is Relation.IN else "beyond"
    values: dict[str, object] = {
        "dataset": question.dataset,
        "areas": question.areas,
        "day": question.asked.day,
        "known_at": known_at,
        "match": question.match,
        "base": None if units.base is None else units.base.value,
    }
    if question.relation is Relation.BEYOND:
        values["least_m2"] = question.least_m2
    rows = connection.execute(text(read_sql("spatial.business.operators", name)), values)
    return [(row, units.atoms.get(row.atom_id)) for row in rows]


def _without_place(connection: Connection, question: OverlapQuestion, known_at: datetime) -> int:
    """How many records of the dataset stand on the day of which only the division is told."""
    return int(
        connection.execute(
            text(
                "SELECT count(*) FROM record WHERE dataset_id = :dataset AND holds <> 'cases'"
                " AND geom IS NULL AND valid @> CAST(:day AS date)"
                " AND known_from <= :known_at AND known_until > :known_at"
            ),
            {"dataset": question.dataset, "day": question.asked.day, "known_at": known_at},
        ).scalar_one()
    )


def _told(row: Row[Any], unit: Unit | None) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.name,
        "code": unit and unit.told,
        "unit": unit and unit.name,
        "lon": round(row.lon, 8),
        "lat": round(row.lat, 8),
    }


def _items(found: Sequence[tuple[Row[Any], Unit | None]]) -> list[dict[str, Any]]:
    items: dict[int, dict[str, Any]] = {}
    for row, unit in found:
        item = items.setdefault(row.record_id, _told(row, unit) | {"areas": []})
        area = {"key": row.area_key, "name": row.area_name}
        if row.size_m2:
            area |= {
                "shared_m2": round(row.shared_m2, 1),
                "share": round(row.shared_m2 / row.size_m2, 6),
            }
        item["areas"].append(area)
    return list(items.values())


def _oversteps(found: Sequence[tuple[Row[Any], Unit | None]]) -> list[dict[str, Any]]:
    return [
        _told(row, unit)
        | {
            "areas": list(row.matched),
            "size_m2": round(row.size_m2, 1),
            "beyond_m2": round(row.beyond_m2, 1),
            "share": round(row.beyond_m2 / row.size_m2, 6),
            "geometry": json.loads(row.geom),
        }
        for row, unit in found
    ]


def _sums(items: Sequence[Mapping[str, Any]], relation: Relation) -> dict[str, Any]:
    if relation is Relation.BEYOND:
        return {"beyond_m2": round(sum(one["beyond_m2"] for one in items), 1)}
    by_area: dict[str, int] = {}
    for one in items:
        for area in one["areas"]:
            by_area[area["key"]] = by_area.get(area["key"], 0) + 1
    return {"by_area": dict(sorted(by_area.items()))}
