"""Tiles of the real country: what the law wants on every map is on it, at every zoom and date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from tile_builders import decode, tile_at

from spatial.tile_grids import WEB_MERCATOR
from tileserver.cutting import Place, cut_tile
from tileserver.editions import Edition, read_edition_state
from tileserver.layers import layer_named
from tileserver.sight import Sight

pytestmark = pytest.mark.real_data

DATES = (date(1982, 12, 31), date(2000, 12, 31), date(2020, 12, 31), date(2024, 12, 31))
ALWAYS = ("710000", "810000", "820000")
WITHOUT_COUNTIES = ("441900", "442000", "460400", "620200")
CHINA = (73.0, 3.0, 136.0, 54.0)
# At zooms 7 and 9 the country has hundreds and thousands of tiles: every so manieth is looked at.
STEP = {3: 1, 5: 1, 7: 9, 9: 101}


def edition_at(connection: Connection, layer: str, day: date) -> Edition:
    return read_edition_state(connection).edition(layer, day)


def tiles_over_china(z: int) -> list[tuple[int, int]]:
    west, south, east, north = CHINA
    (left, top), (right, bottom) = tile_at(west, north, z), tile_at(east, south, z)
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def cut(connection: Connection, layer: str, edition: Edition, z: int, x: int, y: int) -> bytes:
    place = Place(WEB_MERCATOR, z, x, y)
    return cut_tile(connection, layer_named(layer), Sight(edition.starts), edition, place)[1]


def areas_of(connection: Connection, layer: str, edition: Edition, z: int, x: int, y: int) -> Any:
    body = cut(connection, layer, edition, z, x, y)
    return decode(body).get(layer, {"features": []})["features"]


def required_codes(connection: Connection, level: str, day: date) -> set[str]:
    """The units that a layer must show with their own shape, as the registry of the day has them.

    The four cities only where the registry has them, at this level or above, and nothing below.
    """
    found = connection.execute(
        text(
            "SELECT code FROM division AS unit WHERE code = ANY(:codes) AND valid @> :day"
            " AND (level = :level OR :level = 'county' AND NOT EXISTS ("
            "   SELECT FROM division AS lower WHERE lower.parent_code = unit.code"
            "   AND lower.valid @> :day))"
        ),
        {"codes": list(WITHOUT_COUNTIES), "day": day, "level": level},
    ).scalars()
    return set(found) | set(ALWAYS)


def label_tiles(
    connection: Connection, level: str, day: date, codes: set[str], z: int
) -> Iterator[tuple[str, int, int]]:
    for row in connection.execute(
        text(
            "SELECT code, ST_X(label_point) AS lon, ST_Y(label_point) AS lat FROM division_area"
            " WHERE level = :level AND valid @> :day AND code = ANY(:codes)"
        ),
        {"level": level, "day": day, "codes": list(codes)},
    ):
        yield row.code, *tile_at(row.lon, row.lat, z)


@pytest.mark.parametrize("level", ["province", "prefecture", "county"])
@pytest.mark.parametrize("day", DATES, ids=str)
def test_units_that_no_map_may_drop_are_drawn(
    real_divisions: Engine, level: str, day: date
) -> None:
    with real_divisions.connect() as connection:
        edition = edition_at(connection, level, day)
        required = required_codes(connection, level, day)
        for z in (3, 5, 7, 9):
            drawn = set()
            for code, x, y in label_tiles(connection, level, day, required, z):
                body = cut(connection, level, edition, z, x, y)
                decoded = decode(body)
                for part in (level, f"{level}_label"):
                    codes = {f["properties"]["code"] for f in decoded[part]["features"]}
                    assert code in codes, (part, z, x, y)
                drawn.add(code)
            assert drawn == required, z


@pytest.mark.parametrize("z", [3, 5, 7, 9])
@pytest.mark.parametrize("day", DATES, ids=str)
def test_tile_holds_what_the_database_has_there(real_divisions: Engine, day: date, z: int) -> None:
    with real_divisions.connect() as connection:
        edition = edition_at(connection, "county", day)
        looked_at = 0
        for x, y in tiles_over_china(z)[:: STEP[z]]:
            drawn = {f["id"] for f in areas_of(connection, "county", edition, z, x, y)}
            surely, perhaps = areas_in_the_database(connection, day, z, x, y)
            assert surely <= drawn, (x, y)
            assert drawn <= perhaps, (x, y)
            looked_at += len(drawn)
        assert looked_at > 100


def areas_in_the_database(
    connection: Connection, day: date, z: int, x: int, y: int
) -> tuple[set[int], set[int]]:
    """Areas that must be in a tile (a pixel of them, or all), and those that may be."""
    rows = connection.execute(
        text(
            "WITH tile AS (SELECT"
            " ST_MakeEnvelope(:x * 4096 - 64, :y * 4096 - 64, :x * 4096 + 4160, :y * 4096 + 4160)"
            " AS box,"
            " ST_MakeEnvelope(:x * 4096, :y * 4096, :x * 4096 + 4095, :y * 4096 + 4095) AS visible)"
            " SELECT area.id, ST_Area(ST_Intersection(shape, box)) >= 1"
            " OR ST_Within(shape, visible) AS surely"
            " FROM tile, division_drawing AS drawing"
            " JOIN division_area AS area USING (outline_id)"
            " WHERE srid = 3857 AND zoom = :z AND area.level = 'county'"
            " AND area.valid @> :day AND ST_Intersects(shape, box)"
        ),
        {"z": z, "x": x, "y": y, "day": day},
    ).all()
    return {row.id for row in rows if row.surely}, {row.id for row in rows}


@pytest.mark.parametrize("z", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
def test_dashed_line_is_drawn_at_every_zoom_and_date(real_divisions: Engine, z: int) -> None:
    with real_divisions.connect() as connection:
        strokes = connection.execute(
            text(
                "SELECT ST_X(p) AS lon, ST_Y(p) AS lat FROM boundary_line,"
                " LATERAL ST_Dump(geom) AS part,"
                " LATERAL ST_LineInterpolatePoint(part.geom, 0.5) AS p WHERE kind = 'dashed_line'"
            )
        ).all()
        assert len(strokes) >= 9
        for lon, lat in strokes:
            x, y = tile_at(lon, lat, z)
            bodies = set()
            for day in (date(1949, 10, 1), *DATES, date(2026, 1, 1)):
                edition = edition_at(connection, "boundary_line", day)
                bodies.add(cut(connection, "boundary_line", edition, z, x, y))
            for body in bodies:
                lines = decode(body)["boundary_line"]["features"]
                assert "dashed_line" in {f["properties"]["kind"] for f in lines}
            assert len(bodies) == 1


def test_no_county_vanishes_at_low_zoom(real_divisions: Engine) -> None:
    day = DATES[-1]
    with real_divisions.connect() as connection:
        edition = edition_at(connection, "county", day)
        stored = set(
            connection.execute(
                text("SELECT id FROM division_area WHERE level = 'county' AND valid @> :day"),
                {"day": day},
            ).scalars()
        )
        drawn = {f["id"] for f in areas_of(connection, "county", edition, 0, 0, 0)}
    assert drawn == stored
