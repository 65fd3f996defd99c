from __future__ import annotations

from importlib import resources

import pytest

from spatial.access.declaration import DataClass, Grade
from spatial.errors import UnknownLayer, UnknownTile
from spatial.tile_grids import WEB_MERCATOR
from tileserver.cutting import source_of
from tileserver.layers import LayerKind, declared_layers, layer_named


def test_every_layer_of_the_contract_is_declared_once() -> None:
    levels = ["province", "prefecture", "county", "township", "village"]
    others = ["boundary_line", "boundary_marker", "registered_boundary", "camera", "camera_sector"]
    others += ["track", "image"]
    assert list(declared_layers()) == levels + others


def test_layer_tells_what_it_is() -> None:
    county = layer_named("county")
    assert county.title == "县级行政区"
    assert (county.kind, county.data_class) == (LayerKind.VECTOR, DataClass.DIVISION)
    assert [part.id for part in county.parts] == ["county", "county_label"]
    assert set(county.fields) == {
        *("code", "name", "level", "parent_code", "grade", "flag", "note", "small")
    }


def test_positions_are_never_declared_open() -> None:
    for layer in declared_layers().values():
        if layer.data_class is DataClass.POSITION:
            assert layer.grade is not Grade.OPEN


def test_unknown_layer_is_refused_with_those_that_exist() -> None:
    with pytest.raises(UnknownLayer, match=r"'parish'.*province, prefecture"):
        layer_named("parish")


def test_layer_of_another_module_has_no_tiles_by_date() -> None:
    with pytest.raises(UnknownLayer, match="track"):
        source_of(layer_named("track"))


def test_every_source_has_its_statements() -> None:
    for layer in declared_layers().values():
        if layer.source is not None:
            for kind in ("tile", "bounds"):
                file = resources.files("tileserver").joinpath(f"{layer.source}_{kind}.sql")
                assert file.is_file()


@pytest.mark.parametrize(
    ("z", "x", "y"), [(-1, 0, 0), (15, 0, 0), (0, 1, 0), (3, 8, 0), (3, 0, 8), (3, -1, 0)]
)
def test_tile_outside_the_layer_is_unknown(z: int, x: int, y: int) -> None:
    with pytest.raises(UnknownTile):
        layer_named("county").require_tile(WEB_MERCATOR, z, x, y)


@pytest.mark.parametrize(("z", "x", "y"), [(0, 0, 0), (3, 7, 7), (14, 16383, 0)])
def test_tile_inside_the_layer_is_known(z: int, x: int, y: int) -> None:
    layer_named("county").require_tile(WEB_MERCATOR, z, x, y)
