"""Reads the index of points from the tables of areas and atoms, and keeps the newest few."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, Row, text

from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.bulk.kept import Kept
from spatial.divisions.bulk.point_index import ALWAYS, FOR_EVER, Area, Coverage, Drawn, PointIndex
from spatial.divisions.viewpoint import Viewpoint

MOST_KEPT = 3
"""Indexes in memory at most; one of the real data takes some hundred megabytes."""

CUT = "cut"
"""The grade of a unit that a second vintage tells apart from those it shares an area with."""

_indexes: WeakKeyDictionary[Engine, Kept[PointIndex]] = WeakKeyDictionary()


def index_of(engine: Engine, viewpoint: Viewpoint) -> PointIndex:
    """The index of the areas on a basis of time as known at an instant; kept while they stay so.

    Read in one snapshot, so that areas and atoms belong together.
    """
    kept = _indexes.setdefault(engine, Kept(MOST_KEPT))
    with engine.connect() as connection:
        connection = connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        with connection.begin():
            changed = connection.execute(
                text(read_sql("spatial.divisions.bulk", "index_knowledge")),
                {"known_at": viewpoint.parameters["known_at"]},
            ).scalar_one()
            return kept.get((viewpoint.basis, changed), lambda: read_index(connection, viewpoint))


def read_index(connection: Connection, viewpoint: Viewpoint) -> PointIndex:
    """Reads atoms and areas whole; some seconds for the whole country."""
    known = {"known_at": viewpoint.parameters["known_at"]}
    places, coverages = _coverages(connection, known)
    rows = connection.execute(viewpoint.sql("spatial.divisions.bulk", "index_areas"), known)
    areas = [_area(row, places) for row in rows]
    drawn = connection.execute(viewpoint.sql("spatial.divisions.bulk", "index_drawn_units"), known)
    return PointIndex(coverages, areas, [_drawn(row) for row in drawn])


def _coverages(
    connection: Connection, known: Mapping[str, object]
) -> tuple[dict[int, int], list[Coverage]]:
    """The place of each atom in the coverage of its level, and the coverages."""
    by_level: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(text(read_sql("spatial.divisions.bulk", "index_atoms")), known):
        by_level[row.level].append(row)
    coverages = [
        Coverage(
            Level(level),
            shapely.from_wkb(np.array([row.geom for row in rows], dtype=object)),
            np.array([row.area_m2 for row in rows], dtype=np.float64),
        )
        for level, rows in by_level.items()
    ]
    places = {row.id: place for rows in by_level.values() for place, row in enumerate(rows)}
    return places, coverages


def _area(row: Row[Any], places: Mapping[int, int]) -> Area:
    spans = zip(row.starts, row.ends, strict=True)
    return Area(
        id=row.id,
        level=Level(row.level),
        division_id=row.division_id,
        code=row.code,
        name=row.name,
        parent_code=row.parent_code,
        grade=row.grade,
        flag=row.flag,
        note=row.note,
        spans=tuple(
            (ALWAYS if start is None else start, FOR_EVER if end is None else end)
            for start, end in spans
        ),
        atoms=np.array([places[atom] for atom in row.atoms], dtype=np.int32),
        candidates=tuple(zip(row.candidate_codes or (), row.candidate_names or (), strict=True)),
    )


def _drawn(row: Row[Any]) -> Drawn:
    unit = Area(
        id=row.division_id,
        level=Level(row.level),
        division_id=row.division_id,
        code=row.code,
        name=row.name,
        parent_code=row.parent_code,
        grade=CUT,
        flag=None,
        note=row.note,
        spans=(),
        atoms=np.empty(0, dtype=np.int32),
    )
    return Drawn(row.area_id, unit, shapely.from_wkb(row.geom))
