"""Three little counties of a fictional prefecture, a dashed line and a marker, in two editions.

Before 2000-12-31 the place has no data. From then on there are 甲县, 乙县 and 丙县, which share
edges; on 2010-12-31 乙县 is renamed 乙市. All lies near 110 E, 30 N.
"""

from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile
from drawing_rows import draw_areas, draw_lines
from fastapi.testclient import TestClient
from sqlalchemy import Connection, Engine, text

from spatial.api.app import create_app
from spatial.api.settings import MapSettings
from tileserver.routes import router
from tileserver.settings import TileSettings
from tileserver.vector_tiles import VectorTiles

FIRST = "2000-12-31"
RENAMED = "2010-12-31"

JIA = "((110.0 30.0,110.31 30.02,110.33 30.3,110.02 30.28,110.0 30.0))"
YI = "((110.31 30.02,110.6 30.01,110.63 30.31,110.33 30.3,110.31 30.02))"
BING = "((110.02 30.28,110.33 30.3,110.63 30.31,110.61 30.55,110.05 30.56,110.02 30.28))"


def tile_at(lon: float, lat: float, z: int) -> tuple[int, int]:
    """x and y of the WebMercatorQuad tile (y from the north) that holds a point in degrees."""
    x = (lon + 180) / 360 * 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**z
    return int(x), int(y)


def decode(tile: bytes) -> dict[str, Any]:
    """The layers of a tile; coordinates in tile units, y downwards as they are encoded."""
    decoded = mapbox_vector_tile.decode(tile, default_options={"y_coord_down": True})
    assert isinstance(decoded, dict)
    return decoded


def add_area(
    connection: Connection,
    code: str,
    name: str,
    rings: str,
    valid: str,
    *,
    level: str = "county",
    grade: str = "held",
    flag: str | None = None,
) -> int:
    """One area with its drawings, in full detail. rings: WKT of one polygon's body."""
    identifier = connection.execute(
        text(
            "INSERT INTO division_area (level, code, name, parent_code, valid, grade, flag, note,"
            " geom, label_point) SELECT :level, :code, :name, '990100', CAST(:valid AS daterange),"
            " :grade, :flag, NULL, shape, ST_PointOnSurface(shape)"
            " FROM (SELECT ST_GeomFromText(:wkt, 4490) AS shape) AS made RETURNING id"
        ),
        {
            "level": level,
            "code": code,
            "name": name,
            "valid": valid,
            "grade": grade,
            "flag": flag,
            "wkt": f"MULTIPOLYGON({rings})",
        },
    ).scalar_one()
    draw_areas(connection)
    assert isinstance(identifier, int)
    return identifier


def add_line(connection: Connection, kind: str, name: str, body: str, valid: str = "[,)") -> int:
    """One boundary line with its drawings. body: WKT of the inside of a MULTILINESTRING."""
    identifier = connection.execute(
        text(
            "INSERT INTO boundary_line (kind, name, valid, run_id, geom) VALUES (:kind, :name,"
            " CAST(:valid AS daterange), :run, ST_GeomFromText(:wkt, 4490)) RETURNING id"
        ),
        {
            "kind": kind,
            "name": name,
            "valid": valid,
            "run": a_run(connection),
            "wkt": f"MULTILINESTRING({body})",
        },
    ).scalar_one()
    draw_lines(connection)
    assert isinstance(identifier, int)
    return identifier


def add_marker(connection: Connection, number: str, lon: float, lat: float, valid: str) -> None:
    """One marker of the line 甲乙线."""
    connection.execute(
        text(
            "INSERT INTO boundary_marker (number, line_name, valid, state, run_id, geom) VALUES"
            " (:number, '甲乙线', CAST(:valid AS daterange), '完好', :run,"
            " ST_SetSRID(ST_MakePoint(:lon, :lat), 4490))"
        ),
        {"number": number, "valid": valid, "run": a_run(connection), "lon": lon, "lat": lat},
    )


def a_run(connection: Connection) -> int:
    """An ingest run for rows that must name one."""
    identifier = connection.execute(
        text(
            "INSERT INTO ingest_run (kind, source_name, source_sha256, parameters, status,"
            " started_at, finished_at) VALUES ('test', 'test', gen_random_uuid(), '{}', 'loaded',"
            " now(), now()) RETURNING id"
        )
    ).scalar_one()
    assert isinstance(identifier, int)
    return identifier


def add_editions(connection: Connection, layer: str, *days: str) -> None:
    """Days on which the content of a layer changes."""
    for day in days:
        connection.execute(
            text("INSERT INTO layer_edition VALUES (:layer, CAST(:day AS date))"),
            {"layer": layer, "day": day},
        )


def mark_build(
    connection: Connection, fingerprint: str, *, registry_from: str | None = None
) -> None:
    """Says that the areas were built anew, and that every tile changed."""
    connection.execute(text("DELETE FROM division_build"))
    connection.execute(
        text(
            "INSERT INTO division_build (fingerprint, built_at, registry_from)"
            " VALUES (:mark, now(), CAST(:registry AS timestamptz))"
        ),
        {"mark": fingerprint, "registry": registry_from},
    )
    connection.execute(
        text(
            "INSERT INTO tile_change (changed_at, layer, srid, zoom, x_from, x_to, y_from, y_to)"
            " SELECT now(), layer, srid, zoom, 0, 2147483647, 0, 2147483647"
            " FROM unnest(ARRAY['county', 'boundary_line', 'boundary_marker']) AS layer,"
            " unnest(ARRAY[3857, 4490]) AS srid, generate_series(0, 12) AS zoom"
        )
    )


def build_three_counties(connection: Connection) -> None:
    """All of the little country that this module's docstring tells of."""
    connection.execute(text("INSERT INTO platform VALUES (true, 'fictional', '虚构')"))
    for day in (FIRST, "2005-12-31", RENAMED, "2020-12-31"):
        connection.execute(
            text("INSERT INTO division_list VALUES (CAST(:day AS date))"), {"day": day}
        )
    whole = "((110.0 30.0,110.31 30.02,110.6 30.01,110.63 30.31,110.61 30.55,110.05 30.56,"
    whole += "110.02 30.28,110.0 30.0))"
    add_area(
        connection,
        "990100",
        "虚构市",
        whole,
        f"(,{FIRST})",
        grade="no_data",
        flag="no_data",
    )
    add_area(connection, "990101", "甲县", JIA, f"[{FIRST},)")
    add_area(connection, "990102", "乙县", YI, f"[{FIRST},{RENAMED})")
    add_area(connection, "990102", "乙市", YI, f"[{RENAMED},)")
    add_area(connection, "990103", "丙县", BING, f"[{FIRST},)", grade="derived")
    add_editions(connection, "county", FIRST, RENAMED)
    strokes = "(110.1 29.9,110.5 29.95),(110.7 30.0,110.8 30.2)"
    add_line(connection, "dashed_line", "断续线", strokes)
    add_marker(connection, "1", 110.32, 30.16, "[2005-12-31,)")
    add_editions(connection, "boundary_marker", "2005-12-31")
    mark_build(connection, "one")


def tile_client(engine: Engine, settings: TileSettings | None = None) -> TestClient:
    """A client of a server that has the tile routes only; it looks for a new build each time."""
    app = create_app(
        engine,
        [router],
        write_token="unused",
        map_settings=MapSettings(review_number="GS(2026)0001号", attribution="虚构数据"),
    )
    app.state.vector_tiles = VectorTiles(engine, settings or TileSettings(look_s=0))
    return TestClient(app, headers={"Accept-Encoding": "identity"})
