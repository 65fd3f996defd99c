"""Collections of geometries in a filter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shapely
from filter_trees import THINGS, Thing, create_things
from sqlalchemy import Connection, Engine, text

from spatial.features.filters.conditions import condition_of
from spatial.features.filters.tree import SPATIAL

ROWS = [
    Thing(1, geom=shapely.Point(1, 1)),
    Thing(2, geom=shapely.LineString([(0, 0), (4, 4)])),
    Thing(3, geom=shapely.box(2, 2, 6, 6)),
    Thing(4, geom=shapely.Point(9, 9)),
    Thing(5, geom=shapely.GeometryCollection([shapely.Point(1, 1), shapely.box(2, 2, 6, 6)])),
]
MIXED = "GEOMETRYCOLLECTION(POINT(1 1), POLYGON((2 2, 6 2, 6 6, 2 6, 2 2)), LINESTRING(7 7, 8 8))"
ALIKE = "GEOMETRYCOLLECTION(POLYGON((2 2, 4 2, 4 6, 2 6, 2 2)), POLYGON((4 2, 6 2, 6 6, 4 6, 4 2)))"


@pytest.fixture(scope="module")
def connection(module_engine: Engine) -> Iterator[Connection]:
    with module_engine.connect() as opened:
        create_things(opened, ROWS)
        yield opened


def found(connection: Connection, op: str, written: str) -> list[int]:
    condition = condition_of(THINGS, f"{op.upper()}(geometry, {written})")
    rows = connection.execute(
        text(f"SELECT f.id FROM thing AS f WHERE {condition.sql} ORDER BY f.id"),
        dict(condition.values),
    )
    return list(rows.scalars())


@pytest.mark.parametrize("op", SPATIAL)
def test_a_collection_of_one_kind_is_its_union(connection: Connection, op: str) -> None:
    judge = getattr(shapely, op.removeprefix("s_"))
    shape = shapely.union_all(shapely.from_wkt(ALIKE))
    expected = [one.id for one in ROWS if one.id != 5 and judge(one.geom, shape)]
    assert [one for one in found(connection, op, ALIKE) if one != 5] == expected


def test_a_collection_of_several_kinds_meets_what_any_of_its_members_meets(
    connection: Connection,
) -> None:
    meets = [one.id for one in ROWS if shapely.intersects(one.geom, shapely.from_wkt(MIXED))]
    assert found(connection, "s_intersects", MIXED) == meets == [1, 2, 3, 5]
    assert found(connection, "s_disjoint", MIXED) == [4]


@pytest.mark.parametrize("op", SPATIAL)
def test_every_relation_has_an_answer_for_several_kinds(connection: Connection, op: str) -> None:
    """Which one is for GEOS to say: its releases differ on collections of several dimensions."""
    assert set(found(connection, op, MIXED)) <= {one.id for one in ROWS}
