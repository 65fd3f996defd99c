"""Whether the benchmark measures what it says: the same tiles both ways, whatever the times."""

from __future__ import annotations

from datetime import date

import mapbox_vector_tile
import pytest
from drawing_rows import draw_areas
from shapely.geometry import shape
from sqlalchemy import Engine, text

from bench.tiles import plain_parameters, run, some_tiles, sql_row
from spatial.db import read_sql
from spatial.errors import BadParameter
from spatial.tile_grids import WEB_MERCATOR
from tileserver.cutting import Place, cut_tile
from tileserver.editions import Edition
from tileserver.layers import layer_named
from tileserver.sight import Sight

NOW = Edition(date(2000, 12, 31), None)
COUNTY = layer_named("county")


@pytest.fixture
def one_county(engine: Engine) -> Engine:
    """One county of 0.4 degrees about 110 E, 30 N, drawn in full detail at every band."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO division_area (level, code, name, valid, grade, geom, label_point)"
                " SELECT 'county', '990101', '甲县', daterange('2000-12-31', NULL), 'held',"
                " ST_Multi(ST_Expand(spot, 0.2)), spot"
                " FROM (SELECT ST_SetSRID(ST_MakePoint(110, 30), 4490) AS spot) AS spots"
            )
        )
        draw_areas(connection)
    return engine


@pytest.mark.parametrize("zoom", [3, 7, 11])
def test_both_ways_draw_the_same_shape(one_county: Engine, zoom: int) -> None:
    with one_county.connect() as connection:
        (tile,) = some_tiles(connection, COUNTY, NOW, zoom, 10)
        place = Place(WEB_MERCATOR, *tile)
        _, ours = cut_tile(connection, COUNTY, Sight(NOW.starts), NOW, place)
        plain = connection.execute(
            text(read_sql("bench", "plain_division_tile")),
            plain_parameters(COUNTY, NOW, tile),
        ).scalar_one()
        row = sql_row(connection, COUNTY, NOW, zoom, [tile])
    first, second = (
        {one["id"]: (one["properties"], shape(one["geometry"])) for one in decoded["features"]}
        for decoded in (mapbox_vector_tile.decode(body)["county"] for body in (ours, bytes(plain)))
    )
    assert first.keys() == second.keys()
    for key, (properties, drawn) in first.items():
        assert properties == second[key][0]
        assert drawn.equals(second[key][1])
    assert (row.tiles, row.ours_bytes, row.plain_bytes) == (1, len(ours), len(plain))


def test_empty_layer_is_said_to_be_empty(engine: Engine) -> None:
    with pytest.raises(BadParameter, match="holds nothing on 2020-12-31"):
        run(engine, "county", "2020-12-31", 4)


def test_layer_without_divisions_is_refused(engine: Engine) -> None:
    with pytest.raises(BadParameter, match="boundary_line"):
        run(engine, "boundary_line", "2020-12-31", 4)
