"""Generalised shapes of published tables, from which tiles of small zooms are cut.

Rows that were not written since keep what they have; the rest is generalised again. A row that has
no shape yet is cut from itself: nothing waits for this. Cost: grows with the vertices of the rows
that were written; a coverage is generalised whole, for its borders are shared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import shapely
import structlog
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from tileserver.layers import Layer
from tileserver.published.boxes import BANDS, tolerance
from tileserver.published.declaration import PublishedTable
from tileserver.published.relation import Relation, relation_of
from tileserver.published.statements import rows_to_draw, undrawn

log = structlog.get_logger(__name__)

_ROWS = 2_000
_WORTH_SHARE = 0.7

Shapes = NDArray[np.object_]


class _Row(NamedTuple):
    feature: str
    version: int
    shape: bytes


def draw_published(engine: Engine, layer: Layer) -> int:
    """Generalises the rows of a layer's table that are new or written since; how many those were.

    One transaction. Raises LayerBroken.
    """
    table = layer.published
    assert isinstance(table, PublishedTable)
    with engine.begin() as connection:
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"),
            {"name": f"draw {layer.id}"},
        )
        relation = relation_of(connection, layer)
        if relation.has_points or not relation.stored:
            return 0
        gone = connection.execute(text(undrawn(table, relation)), {"layer": layer.id}).rowcount
        whole = table.coverage
        drawn = 0
        for rows in _new_rows(connection, layer, table, relation, whole=whole):
            drawn += len(rows)
            _draw(connection, layer, relation, rows, coverage=whole)
    if drawn or gone:
        log.info("published table drawn", layer=layer.id, rows=drawn, gone=gone)
    return drawn


def _new_rows(
    connection: Connection,
    layer: Layer,
    table: PublishedTable,
    relation: Relation,
    *,
    whole: bool,
) -> Iterator[list[_Row]]:
    new = connection.execute(
        text(rows_to_draw(table, relation, new_only=True)), {"layer": layer.id}
    )
    if not whole:
        for rows in new.partitions(_ROWS):
            yield [_Row(row.feature, row.version, bytes(row.shape)) for row in rows]
        return
    if new.first() is None:
        return
    connection.execute(
        text("DELETE FROM published_drawing WHERE layer = :layer"), {"layer": layer.id}
    )
    every = connection.execute(text(rows_to_draw(table, relation, new_only=False)))
    yield [_Row(row.feature, row.version, bytes(row.shape)) for row in every]


def _draw(
    connection: Connection,
    layer: Layer,
    relation: Relation,
    rows: Sequence[_Row],
    *,
    coverage: bool,
) -> None:
    shapes: Shapes = np.asarray(shapely.from_wkb([row.shape for row in rows]), dtype=object)
    before = shapely.get_num_coordinates(shapes)
    for band in BANDS:
        drawn = _generalised(shapes, tolerance(band, relation.srid), coverage=coverage)
        after = shapely.get_num_coordinates(drawn)
        if coverage:
            # All or none: beside a neighbour in full detail a border would not be shared.
            worth = np.full(len(rows), after.sum() < before.sum() * _WORTH_SHARE)
        else:
            worth = (after < before * _WORTH_SHARE) & ~shapely.is_empty(drawn)
        connection.execute(
            text(
                "INSERT INTO published_drawing (layer, band, feature, version, shape)"
                " VALUES (:layer, :band, :feature, :version, ST_GeomFromWKB(:shape, :srid))"
            ),
            [
                {
                    "layer": layer.id,
                    "band": band,
                    "feature": row.feature,
                    "version": row.version,
                    "shape": shapely.to_wkb(shape) if kept else None,
                    "srid": relation.srid,
                }
                for row, shape, kept in zip(rows, drawn, worth, strict=True)
            ],
        )


def _generalised(shapes: Shapes, by: float, *, coverage: bool) -> Shapes:
    """coverage: neighbours keep one border, where the rows are a coverage in truth."""
    if coverage and shapely.coverage_is_valid(shapes):
        return np.asarray(shapely.coverage_simplify(shapes, by), dtype=object)
    return np.asarray(shapely.simplify(shapes, by, preserve_topology=True), dtype=object)
