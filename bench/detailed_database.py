"""A copy of the database in which the counties are 16 times as detailed, and yearly editions only.

Only what the benchmark of tiles reads is made anew: the polygons of the counties of one day (for
the plain way) and the drawings in Web Mercator.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import shapely
from sqlalchemy import Connection, Engine, text

from bench.detailed import Geometries, detailed
from deploy.database import Database
from ingest.bulk import copy_rows
from ingest.divisions.coverage.drawings import CANVASES, drawings, every_canvas, on_canvas
from ingest.divisions.polygons.geometry import CGCS2000_SRID, as_multipolygon, ewkb_hex, label_point
from spatial.db import open_engine
from spatial.errors import BadParameter
from spatial.migrations import migrate
from spatial.progress import step
from spatial.tile_grids import WEB_MERCATOR

NAME = "shikong_bench_detailed"
DAY = "2020-12-31"


@contextmanager
def detailed_database(database: Database) -> Iterator[Engine]:
    """An engine on the copy, which is made where it is not there; it stays for the next time.

    Raises BadParameter for an external database: nothing is created in it.
    """
    if database.cluster is None:
        raise BadParameter("the benchmark of tiles makes a database: it needs the private cluster")
    database.cluster.create_database(NAME, database.name)
    engine = open_engine(database.cluster.url(NAME), pool=10)
    try:
        # One that stays may be of an earlier schema.
        migrate(engine)
        with engine.begin() as connection:
            made = connection.execute(text("SELECT to_regclass('bench_detailed')")).scalar_one()
            if made is None:
                _make(connection)
        yield engine
    finally:
        engine.dispose()


def _make(connection: Connection) -> None:
    atoms = connection.execute(
        text(
            "SELECT id, ST_AsBinary(geom) AS geom FROM division_atom"
            " WHERE level = 'county' AND upper_inf(known) ORDER BY id"
        )
    ).all()
    if not atoms:
        raise BadParameter("there are no counties: load data first")
    with step("更细的县界", 1) as progress:
        shapes = detailed(np.asarray(shapely.from_wkb([row.geom for row in atoms]), dtype=object))
        progress.advance(1)
    places = {row.id: place for place, row in enumerate(atoms)}
    connection.execute(text("DELETE FROM tile_built"))
    connection.execute(text("DELETE FROM tile_body"))
    connection.execute(text("DELETE FROM division_drawing"))
    _draw(connection, shapes, places)
    _plain(connection, shapes, places)
    connection.execute(text("CREATE TABLE bench_detailed AS SELECT 1 AS made"))


def _draw(connection: Connection, shapes: Geometries, places: dict[int, int]) -> None:
    """The drawings in Web Mercator of every outline of counties."""
    members: defaultdict[int, set[int]] = defaultdict(set)
    for row in connection.execute(
        text(
            "SELECT DISTINCT outline_id, atom_id FROM division_area JOIN division_area_atom"
            " ON area_id = id WHERE upper_inf(known) AND outline_id IS NOT NULL"
        )
    ):
        if row.atom_id in places:
            members[row.outline_id].add(places[row.atom_id])
    ids = list(members)
    outlines = [sorted(members[key]) for key in ids]
    labels = np.array(
        [label_point(as_multipolygon(shapes[own[0]])) for own in outlines], dtype=object
    )
    canvases = [canvas for canvas in CANVASES if canvas.grid is WEB_MERCATOR]
    with step("更细的概化图形", len(canvases)) as progress:
        for canvas, drawn in every_canvas(shapes, canvases):
            made = drawings(drawn, outlines, on_canvas(labels, canvas))
            copy_rows(
                connection,
                "division_drawing",
                ("outline_id", "srid", "zoom", "shape", "label", "digest", "known"),
                (
                    (key, canvas.grid.srid, canvas.zoom)
                    + (shapely.to_wkb(one.shape, hex=True), shapely.to_wkb(one.label, hex=True))
                    + (f"{key}".encode(), "[2000-01-01 00:00:00+00,)")
                    for key, one in zip(ids, made, strict=True)
                ),
            )
            progress.advance(1)


def _plain(connection: Connection, shapes: Geometries, places: dict[int, int]) -> None:
    """The polygons of the counties of the day, in full detail, as a generic server reads them."""
    connection.execute(
        text(
            "CREATE TABLE county_detailed (id bigint PRIMARY KEY, code text, name text, level text,"
            " parent_code text, grade text, flag text, note text,"
            " geom geometry(MultiPolygon, 4490) NOT NULL)"
        )
    )
    rows = connection.execute(
        text(
            "SELECT area.id, area.code, area.name, area.level, area.parent_code, area.grade,"
            " area.flag, area.note, array_agg(atom_id) AS atoms FROM division_area AS area"
            " JOIN division_area_atom ON area_id = area.id WHERE area.level = 'county'"
            " AND area.valid @> CAST(:day AS date) AND upper_inf(area.known) GROUP BY area.id"
        ),
        {"day": DAY},
    ).all()
    copy_rows(
        connection,
        "county_detailed",
        ("id", "code", "name", "level", "parent_code", "grade", "flag", "note", "geom"),
        (
            (*tuple(row)[:8], ewkb_hex(_union(shapes, [places[key] for key in row.atoms]),
                                       CGCS2000_SRID))
            for row in rows
        ),
    )  # fmt: skip
    connection.execute(text("CREATE INDEX ON county_detailed USING gist (geom)"))
    for table in ("county_detailed", "division_drawing"):
        connection.execute(text(f"ANALYZE {table}"))


def _union(shapes: Geometries, own: list[int]) -> shapely.MultiPolygon:
    if len(own) == 1:
        return as_multipolygon(shapes[own[0]])
    return as_multipolygon(shapely.coverage_union_all(shapes[own]))
