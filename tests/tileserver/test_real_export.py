"""Exports of the real country hold what the law wants, and one that does not is not written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely
from required_map import encode, feature
from sqlalchemy import Engine, text

from spatial.api.settings import MapSettings
from spatial.errors import MapIncomplete
from spatial.tile_grids import CGCS2000, WEB_MERCATOR, TileGrid
from tileserver.export.area import box_of_division
from tileserver.export.making import export_tiles
from tileserver.export.order import order_of
from tileserver.map_check.checking import check_maps, require_complete
from tileserver.map_check.decoding import Feature, features_of
from tileserver.map_check.looking import look_through
from tileserver.map_check.map_tiles import MapTiles, open_pmtiles
from tileserver.map_check.required import required_things
from tileserver.settings import TileSettings
from tileserver.sight import Sight
from tileserver.store.reading import EMPTY
from tileserver.vector_tiles import Bounds, VectorTile, VectorTiles

pytestmark = pytest.mark.real_data


def look_over(file: Path) -> None:
    require_complete(check_maps([str(file)]))


def export(
    engine: Engine,
    out: Path,
    layer: str,
    day: date,
    *,
    zooms: range,
    grid: TileGrid = WEB_MERCATOR,
    area: Bounds | None = None,
    source: Any = None,
) -> Path:
    export_tiles(
        engine,
        source or VectorTiles(engine, TileSettings(cache_mb=0)),
        order_of([layer], grid, Sight(day), zooms, area),
        out,
        map_settings=MapSettings(),
        look_over=look_over,
    )
    return out


@pytest.mark.parametrize(
    ("layer", "day", "grid"),
    [
        ("province", date(1950, 10, 1), WEB_MERCATOR),
        ("province", date(1950, 10, 1), CGCS2000),
        ("prefecture", date(1990, 6, 1), WEB_MERCATOR),
        ("prefecture", date(1990, 6, 1), CGCS2000),
        ("county", date(1982, 12, 31), CGCS2000),
        ("county", date(2024, 12, 31), WEB_MERCATOR),
    ],
)
def test_r5_4_export_of_the_country_lacks_nothing(
    real_divisions: Engine, tmp_path: Path, layer: str, day: date, grid: TileGrid
) -> None:
    # Whole-country tiles of counties take a decoder of pure Python seconds: two zooms tell enough.
    zooms = range(0, 5) if layer == "province" else range(2, 4)
    out = export(real_divisions, tmp_path / "map.pmtiles", layer, day, zooms=zooms, grid=grid)
    checked = check_maps([str(out)])
    assert checked.missing == {}
    assert "南海断续线：9 段中有 9 段" in checked.lines


@pytest.fixture(scope="module")
def provinces(real_divisions: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export") / "province.pmtiles"
    return export(real_divisions, out, "province", date(2020, 12, 31), zooms=range(3, 7))


class Without:
    """A map, less some features of it or a piece around a place."""

    def __init__(
        self,
        tiles: MapTiles,
        drop: Callable[[dict[str, Any]], bool] = lambda _: False,
        erase: str | None = None,
    ) -> None:
        self.about = tiles.about
        self._tiles, self._drop = tiles, drop
        self._places = [one for one in required_things() if one.name == erase]

    def tile(self, z: int, x: int, y: int) -> bytes:
        layers: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for one, shape in self._kept(z, x, y):
            layers[one.layer].append(feature(shape, **one.properties))
        return encode(layers) if layers else b""

    def _kept(self, z: int, x: int, y: int) -> Iterator[tuple[Feature, Any]]:
        body = self._tiles.tile(z, x, y)
        holes = [self._hole(one.lon, one.lat, one.reach, z, x, y) for one in self._places]
        for one in features_of(body, "export") if body else ():
            shape = one.shape
            if self._drop(one.properties) or shape is None:
                continue
            for hole in holes:
                shape = shapely.make_valid(shape).difference(hole)
            if not shape.is_empty:
                yield one, shape

    def _hole(self, lon: float, lat: float, reach: float, z: int, x: int, y: int) -> Any:
        grid = self.about.grid
        corners = np.array([(lon - reach, lat - reach), (lon + reach, lat + reach)])
        (west, south), (east, north) = grid.pixels_of(corners, z) - (x * 4096, y * 4096)
        # The check looks a little beyond the reach, for drawings are generalised.
        return shapely.box(west - 10, north - 10, east + 10, south + 10)


def names(*starts: str) -> set[str]:
    found = {one.name for one in required_things() if one.demanded and one.name.startswith(starts)}
    assert found
    return found


@pytest.mark.parametrize(
    ("drop", "gone"),
    [
        (("code", "71"), ("台湾省", "钓鱼岛", "赤尾屿")),
        (("code", "81"), ("香港",)),
        (("code", "82"), ("澳门",)),
        (("code", "11"), ("北京市",)),
        (("kind", "dashed_line"), ("南海断续线",)),
        (("kind", "national"), ("国界",)),
        (("kind", "undetermined"), ("未定国界",)),
    ],
    ids=str,
)
def test_r5_4_what_is_taken_out_of_an_export_is_named(
    provinces: Path, drop: tuple[str, str], gone: tuple[str, ...]
) -> None:
    whole = open_pmtiles(provinces)
    less = Without(whole, lambda told: str(told.get(drop[0], "")).startswith(drop[1]))
    assert set(look_through([less]).missing) == names(*gone)


def test_r5_4_export_without_hainan_lacks_its_islands_too(provinces: Path) -> None:
    less = Without(open_pmtiles(provinces), lambda told: told.get("code") == "460000")
    assert set(look_through([less]).missing) == names("海南", "南海诸岛") - {"南海诸岛：东沙群岛"}


@pytest.mark.parametrize(
    "erased",
    ["钓鱼岛", "赤尾屿", "南海诸岛：曾母暗沙", "南海断续线：黄岩岛东", "国界：黑龙江最北端"],
)
def test_r5_4_piece_that_is_erased_is_named(provinces: Path, erased: str) -> None:
    less = Without(open_pmtiles(provinces), erase=erased)
    assert look_through([less]).missing == {erased: [3, 4, 5, 6]}
    assert look_through([Without(open_pmtiles(provinces))]).missing == {}


class WithoutLines:
    """A source whose lines have got lost."""

    def __init__(self, source: VectorTiles) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    def tile(self, layer: Any, *address: Any) -> VectorTile:
        found = self._source.tile(layer, *address)
        return VectorTile(EMPTY, found.edition) if layer.id == "boundary_line" else found


def test_r5_4_export_that_lacks_the_border_is_not_written(
    real_divisions: Engine, tmp_path: Path
) -> None:
    source = WithoutLines(VectorTiles(real_divisions, TileSettings(cache_mb=0)))
    out = tmp_path / "map.pmtiles"
    with pytest.raises(MapIncomplete, match="国界"):
        export(
            real_divisions, out, "province", date(2020, 12, 31), zooms=range(3, 4), source=source
        )
    assert not out.exists()


def test_r5_4_export_within_hainan_reaches_its_southernmost_shoal(
    real_divisions: Engine, tmp_path: Path
) -> None:
    with real_divisions.connect() as connection:
        box = box_of_division(connection, "460000", Sight(date(2020, 12, 31)))
    assert box.south < 4
    out = export(
        real_divisions, tmp_path / "hainan.pmtiles", "county", date(2020, 12, 31),
        zooms=range(5, 8), area=box,
    )  # fmt: skip
    whole = open_pmtiles(out)
    assert look_through([whole]).missing == {}
    less = Without(whole, erase="南海诸岛：曾母暗沙")
    assert set(look_through([less]).missing) == {"南海诸岛：曾母暗沙"}


def test_gdal_finds_every_county_of_the_day_in_the_export(
    real_divisions: Engine, tmp_path: Path
) -> None:
    day = date(2020, 12, 31)
    out = export(real_divisions, tmp_path / "county.pmtiles", "county", day, zooms=range(4, 5))
    meta, _, _, columns = pyogrio.raw.read(out, layer="county", read_geometry=False)
    codes = set(columns[list(meta["fields"]).index("code")]) - {""}
    with real_divisions.connect() as connection:
        wanted = connection.execute(
            text(
                "SELECT code FROM division_area WHERE level = 'county' AND code <> ''"
                " AND valid @> :day AND upper_inf(known)"
            ),
            {"day": day},
        ).scalars()
        assert codes == set(wanted)
