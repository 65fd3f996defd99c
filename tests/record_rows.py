"""A small world for operators: counties of square atoms that change, and records lying in them.

虚构省 with two prefectures: 甲县 (990101) and 乙县 (990102) lie in 东市 (9901), 丙县 (990201) in
西市 (9902). In 2018 甲县 gives its northern half to 乙县; in 2020 丙县 becomes 丙区, with another
code.
Atoms are squares of one degree: a0, a1 (south and north of 甲县), b0, c0.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from area_rows import Area, store_areas
from registry_rows import effect, event, store_registry
from sqlalchemy import Connection, Engine, text

from spatial.business.intake.placement import place
from spatial.divisions.registry import ChangeKind, EffectRecord, EventRecord, Share, VersionRecord
from spatial.temporal import Period

FIRST, LAST = date(2010, 12, 31), date(2024, 12, 31)
GIVEN, RECODED = date(2018, 6, 1), date(2020, 6, 1)

ATOMS = {"a0": (110.0, 30.0), "a1": (110.0, 31.0), "b0": (111.0, 31.0), "c0": (113.0, 30.0)}

AREAS: list[Area] = [
    ("990101", FIRST, ["a0", "a1"]),
    ("990101", GIVEN, ["a0"]),
    ("990102", FIRST, ["b0"]),
    ("990102", GIVEN, ["b0", "a1"]),
    ("990201", FIRST, ["c0"]),
    ("990202", RECODED, ["c0"]),
]


def unit(
    code: str, name: str, start: date = FIRST, end: date | None = None, identity: str | None = None
) -> VersionRecord:
    """A version of a unit, by its code."""
    from registry_rows import version

    return version(code, name, start, end, identity=identity)


VERSIONS = [
    unit("990000", "虚构省"),  # 0
    unit("990100", "东市"),
    unit("990200", "西市"),  # 2
    unit("990101", "甲县", FIRST, GIVEN),
    unit("990101", "甲县", GIVEN, identity="mca:990101:2010"),  # 4
    unit("990102", "乙县", FIRST, GIVEN),
    unit("990102", "乙县", GIVEN, identity="mca:990102:2010"),  # 6
    unit("990201", "丙县", FIRST, RECODED),
    unit("990202", "丙区", RECODED, identity="mca:990201:2010"),  # 8
]


def _effects() -> list[EventRecord]:
    goes_on: list[EffectRecord] = [
        effect(ChangeKind.TRANSFER, 3, 6, Share.PART),
        effect(ChangeKind.TRANSFER, 3, 4, Share.PART, continues=True),
        effect(ChangeKind.TRANSFER, 5, 6, continues=True),
    ]
    return [
        event("mca/2018/虚政发〔2018〕1号", GIVEN, *goes_on, document="虚政发〔2018〕1号"),
        event(
            "mca/2020/虚政发〔2020〕2号",
            RECODED,
            effect(ChangeKind.CODE, 7, 8, continues=True),
            document="虚政发〔2020〕2号",
        ),
    ]


def store_world(engine: Engine) -> None:
    """The registry, and the areas of its counties and prefectures."""
    store_registry(engine, VERSIONS, _effects(), lists=(FIRST, LAST))
    store_areas(engine, ATOMS, AREAS)
    _store_above(engine)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division_build (fingerprint, built_at, registry_from) SELECT 'test',"
                " clock_timestamp(), max(known_from) FROM division_registry"
            )
        )


def _store_above(engine: Engine) -> None:
    """Areas of prefectures and the province out of the same atoms of counties."""
    above = {
        "990000": ("province", ["a0", "a1", "b0", "c0"]),
        "990100": ("prefecture", ["a0", "a1", "b0"]),
        "990200": ("prefecture", ["c0"]),
    }
    with engine.begin() as connection:
        for code, (level, atoms) in above.items():
            area = connection.execute(
                text(
                    "INSERT INTO division_area (level, division_id, code, name, parent_code, valid,"
                    " valid_announced, valid_approved, grade, geom, label_point)"
                    " SELECT :level, d.id, d.code, d.name, d.parent_code, d.valid,"
                    " datemultirange(d.valid_announced), datemultirange(d.valid_approved), 'held',"
                    " drawn.shape, ST_PointOnSurface(drawn.shape)"
                    " FROM division AS d, (SELECT ST_Multi(ST_Union(geom)) AS shape"
                    " FROM division_atom WHERE name = ANY(:atoms)) AS drawn"
                    " WHERE d.code = :code RETURNING id"
                ),
                {"level": level, "code": code, "atoms": atoms},
            ).scalar_one()
            connection.execute(
                text(
                    "INSERT INTO division_area_atom SELECT :area, id FROM division_atom"
                    " WHERE name = ANY(:atoms)"
                ),
                {"area": area, "atoms": atoms},
            )
            connection.execute(
                text("INSERT INTO layer_edition VALUES (:level, :day) ON CONFLICT DO NOTHING"),
                {"level": level, "day": FIRST},
            )


FIELDS = [
    {"name": "reason", "title": "致贫原因", "type": "text", "grade": "internal",
     "values": ["因病", "失业", "因灾"]},
    {"name": "members", "title": "家庭人口", "type": "integer", "grade": "internal"},
    {"name": "income", "title": "收入", "type": "number", "grade": "sensitive"},
    {"name": "person", "title": "姓名", "type": "text", "grade": "sensitive"},
    {"name": "seen", "title": "核查日期", "type": "day", "grade": "internal"},
    {"name": "closed", "title": "已办结", "type": "boolean", "grade": "internal"},
]  # fmt: skip


def store_dataset(
    connection: Connection,
    identifier: str,
    *holds: str,
    minimum_cell: int = 0,
    grade: str = "internal",
) -> None:
    """A dataset of records with the fields above."""
    declaration = {
        "id": identifier,
        "title": "虚构",
        "line": "社会救助",
        "owner": "虚构",
        "holds": holds,
        "grade": grade,
        "minimum_cell": minimum_cell,
        "fields": FIELDS,
    }
    connection.execute(
        text(
            "INSERT INTO dataset (id, title, line, owner, holds, grade, minimum_cell, declaration)"
            " VALUES (:id, '虚构', '社会救助', '虚构', :holds, :grade, :cell, :declaration)"
        ),
        {"id": identifier, "holds": list(holds), "grade": grade, "cell": minimum_cell}
        | {"declaration": json.dumps(declaration)},
    )


@dataclass(frozen=True)
class Case:
    """A case; without a point it has a code."""

    key: str
    day: date
    point: tuple[float, float] | None = None
    code: str | None = None
    at: str | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


def store_cases(engine: Engine, dataset: str, cases: Iterable[Case]) -> None:
    """Stores cases as they are known from now on, and places them."""
    with engine.begin() as connection:
        for one in cases:
            connection.execute(
                text(
                    "UPDATE record SET known_until = now() WHERE dataset_id = :dataset"
                    " AND key = :key AND known_until = 'infinity'"
                ),
                {"dataset": dataset, "key": one.key},
            )
            connection.execute(
                text(
                    "INSERT INTO record (dataset_id, holds, key, day, at, geom, division_code,"
                    " division_by, attributes) VALUES (:dataset, 'cases', :key, :day, :at,"
                    " ST_GeomFromText(:point, 4490), :code, :by, :said)"
                ),
                {
                    "dataset": dataset,
                    "key": one.key,
                    "day": one.day,
                    "at": one.at,
                    "point": None if one.point is None else "POINT({} {})".format(*one.point),
                    "code": one.code,
                    "by": None if one.code is None else "code",
                    "said": json.dumps(dict(one.said)),
                },
            )
        place(connection, dataset)


def take_back(engine: Engine, dataset: str, key: str) -> None:
    """Ends what is known of a record."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "UPDATE record SET known_until = now() WHERE dataset_id = :dataset AND key = :key"
                " AND known_until = 'infinity'"
            ),
            {"dataset": dataset, "key": key},
        )


@dataclass(frozen=True)
class Facility:
    """A facility through a period."""

    key: str
    point: tuple[float, float]
    valid: Period
    said: Mapping[str, Any] = field(default_factory=dict)


def store_facilities(engine: Engine, dataset: str, facilities: Iterable[Facility]) -> None:
    """Stores facilities, and places them."""
    with engine.begin() as connection:
        for one in facilities:
            connection.execute(
                text(
                    "INSERT INTO record (dataset_id, holds, key, valid, geom, attributes)"
                    " VALUES (:dataset, 'facilities', :key, daterange(:start, :until),"
                    " ST_GeomFromText(:point, 4490), :said)"
                ),
                {"dataset": dataset, "key": one.key, "start": one.valid.start}
                | {"until": one.valid.end, "point": "POINT({} {})".format(*one.point)}
                | {"said": json.dumps(dict(one.said))},
            )
        place(connection, dataset)


@dataclass(frozen=True)
class Outline:
    """An area that is a box: west, south, east, north."""

    key: str
    box: tuple[float, float, float, float]
    valid: Period
    said: Mapping[str, Any] = field(default_factory=dict)


def store_outlines(engine: Engine, dataset: str, outlines: Iterable[Outline]) -> None:
    """Stores areas, and places them."""
    with engine.begin() as connection:
        for one in outlines:
            west, south, east, north = one.box
            connection.execute(
                text(
                    "INSERT INTO record (dataset_id, holds, key, valid, geom, attributes)"
                    " VALUES (:dataset, 'areas', :key, daterange(:start, :until),"
                    " ST_MakeEnvelope(:west, :south, :east, :north, 4490), :said)"
                ),
                {"dataset": dataset, "key": one.key, "start": one.valid.start}
                | {"until": one.valid.end, "west": west, "south": south, "east": east}
                | {"north": north, "said": json.dumps(dict(one.said))},
            )
        place(connection, dataset)
