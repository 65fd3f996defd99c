"""Datasets, records and roads put straight into the tables, for tests of reach."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, text

from spatial.business.intake.placement import place
from spatial.business.reach.routing import prepare_routing

OPENED = date(2010, 1, 1)


@dataclass(frozen=True)
class Facility:
    key: str
    lon: float
    lat: float
    start: date = OPENED
    end: date | None = None
    name: str | None = None


@dataclass(frozen=True)
class Case:
    lon: float
    lat: float
    day: date = date(2015, 6, 1)
    at: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


def store_dataset(
    connection: Connection,
    identifier: str,
    holds: str,
    *,
    grade: str = "open",
    minimum_cell: int = 0,
) -> None:
    connection.execute(
        text(
            "INSERT INTO dataset (id, title, line, owner, holds, grade, minimum_cell)"
            " VALUES (:id, :id, '养老', '虚构市民政局', ARRAY[:holds], :grade, :least)"
            " ON CONFLICT (id) DO UPDATE SET holds = excluded.holds, grade = excluded.grade,"
            " minimum_cell = excluded.minimum_cell"
        ),
        {"id": identifier, "holds": holds, "grade": grade, "least": minimum_cell},
    )


def store_facilities(
    engine: Engine, dataset: str, facilities: Sequence[Facility], **declared: Any
) -> None:
    with engine.begin() as connection:
        store_dataset(connection, dataset, "facilities", **declared)
        if not facilities:
            return
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, valid, geom, attributes)"
                " VALUES (:dataset, 'facilities', :key, daterange(:start, :until),"
                " ST_SetSRID(ST_MakePoint(:lon, :lat), 4490), CAST(:attributes AS jsonb))"
            ),
            [
                {"dataset": dataset, "key": one.key, "start": one.start, "until": one.end}
                | {"lon": one.lon, "lat": one.lat}
                | {"attributes": json.dumps({"name": one.name or one.key})}
                for one in facilities
            ],
        )
        place(connection, dataset)


def store_cases(engine: Engine, dataset: str, cases: Sequence[Case], **declared: Any) -> None:
    with engine.begin() as connection:
        store_dataset(connection, dataset, "cases", **declared)
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, day, at, geom, attributes)"
                " VALUES (:dataset, 'cases', :key, :day, CAST(:at AS timestamptz),"
                " ST_SetSRID(ST_MakePoint(:lon, :lat), 4490), CAST(:attributes AS jsonb))"
            ),
            [
                {"dataset": dataset, "key": f"C{number:06}", "day": one.day, "at": one.at}
                | {"lon": one.lon, "lat": one.lat}
                | {"attributes": json.dumps(one.attributes)}
                for number, one in enumerate(cases)
            ],
        )
        place(connection, dataset)


@dataclass(frozen=True)
class Road:
    """A road between two nodes, which are places in the list of nodes."""

    source: int
    target: int
    speed_kmh: float = 36.0
    direction: str = "both"
    class_: str = "county"


def store_roads(
    engine: Engine, nodes: Sequence[tuple[float, float]], roads: Sequence[Road]
) -> list[int]:
    """Stores straight roads, and returns the ids of the nodes."""
    with engine.begin() as connection:
        prepare_routing(connection)
        run = connection.execute(
            text(
                "INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at,"
                " finished_at) VALUES ('roads', 'test', gen_random_uuid()::text, 'loaded', now(),"
                " now()) RETURNING id"
            )
        ).scalar_one()
        ids = [
            connection.execute(
                text(
                    "INSERT INTO road_node (geom)"
                    " VALUES (ST_SetSRID(ST_MakePoint(:lon, :lat), 4490)) RETURNING id"
                ),
                {"lon": lon, "lat": lat},
            ).scalar_one()
            for lon, lat in nodes
        ]
        connection.execute(
            text(
                "INSERT INTO road_edge (network, source, target, class, length_m, speed_kmh,"
                " direction, walkable, component, valid, run_id, geom)"
                " SELECT 'test', :source, :target, :class, ST_Length(geography(line)), :speed,"
                " :direction, :class <> 'motorway', 0, '[2000-01-01,)', :run, line"
                " FROM ST_SetSRID(ST_MakeLine(ST_MakePoint(:x, :y), ST_MakePoint(:u, :v)), 4490)"
                " AS line"
            ),
            [
                {"source": ids[one.source], "target": ids[one.target], "class": one.class_}
                | {"speed": one.speed_kmh, "direction": one.direction, "run": run}
                | dict(zip("xy", nodes[one.source], strict=True))
                | dict(zip("uv", nodes[one.target], strict=True))
                for one in roads
            ],
        )
        return ids
