"""Mosaics: the newest clouds and all, the clearest with clouds as holes; of one division alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from image_scenes import address, clouds, plain, store_country, store_image
from numpy.typing import NDArray
from rasterio.io import MemoryFile
from sqlalchemy import Engine, event

from spatial.tile_grids import CGCS2000, WEB_MERCATOR, TileGrid
from tileserver import public_routes
from tileserver.images.routes import router

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

# In the western square (桥东区), west and east of its middle; in the eastern one; south of both.
A_WEST, A_EAST, B, SOUTH = (114.2, 37.5), (114.8, 37.5), (115.5, 37.5), (114.5, 36.5)
DAY = "2019-06-01"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "images"
    made.mkdir()
    return made


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    return client_of(engine, router, public_routes.router, raise_server_exceptions=False)


def ask(
    client: TestClient, at: tuple[float, float], *, day: str = DAY, grid: TileGrid = WEB_MERCATOR,
    z: int = 9, **query: Any,
) -> tuple[Response, int, int]:  # fmt: skip
    x, y, column, row = address(grid, z, *at)
    query = {name.rstrip("_"): value for name, value in query.items()}
    url = f"/tiles/image/{day}/{grid.id}/{z}/{x}/{y}.png"
    return client.get(url, params=query), column, row


def pixels(answer: Response) -> NDArray[Any]:
    with MemoryFile(answer.content) as file, file.open() as picture:
        read: NDArray[Any] = picture.read()
    return read


def grey(client: TestClient, at: tuple[float, float], **query: Any) -> int | None:
    """The grey of the pixel that holds a point; None where it is transparent."""
    answer, column, row = ask(client, at, **query)
    if answer.status_code == 204:
        return None
    assert answer.status_code == 200, answer.text
    red, green, blue, opacity = pixels(answer)[:, row, column]
    assert red == green == blue
    return int(red) if opacity else None


CLEAREST = {"choose": "clearest", "from_": "2019-01-01"}


def test_the_newest_is_shown_clouds_and_all_and_only_nodata_is_a_hole(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_image(engine, folder, "2019-03-01", plain(10))
    newest = plain(20)
    newest[:, :, :40] = 0
    store_image(engine, folder, "2019-05-01", newest, mask=clouds(slice(60, 100)), cloud_share=0.9)
    assert grey(client, A_WEST) == 10
    assert grey(client, A_EAST) == 20
    assert grey(client, A_EAST, from_="2019-01-01") == 20


def test_clouds_are_holes_that_the_next_clearest_scene_fills(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    # Clouds over a tenth, a half and all but a tenth of the image.
    store_image(engine, folder, "2019-02-01", plain(20), mask=clouds(slice(0, 100)))
    store_image(engine, folder, "2019-03-01", plain(10), mask=clouds(slice(10, 30)))
    store_image(engine, folder, "2019-05-01", plain(30), mask=clouds(slice(0, 180)))
    assert grey(client, A_EAST, **CLEAREST) == 10
    assert grey(client, B, **CLEAREST) == 10
    # Clouds of all three: nobody saw the ground, and nothing is shown.
    assert grey(client, A_WEST, **CLEAREST) is None
    assert grey(client, A_WEST) == 30
    # Of the days of May alone.
    assert grey(client, A_EAST, choose="clearest", from_="2019-05-01") is None
    assert grey(client, (115.9, 37.5), choose="clearest", from_="2019-05-01") == 30


def test_a_hole_is_filled_with_the_next_scene(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_image(engine, folder, "2019-03-01", plain(10), mask=clouds(slice(10, 30)))
    store_image(engine, folder, "2019-05-01", plain(20), mask=clouds(slice(60, 130)))
    assert grey(client, A_WEST, **CLEAREST) == 20
    assert grey(client, A_EAST, **CLEAREST) == 10
    answer, _, _ = ask(client, A_WEST, z=7, **CLEAREST)
    assert answer.headers["shikong-images"] == "s_20190301,s_20190501"
    single, _, _ = ask(client, A_EAST)
    assert single.headers["shikong-images"] == "s_20190501"


def test_what_the_producer_tells_of_clouds_counts_where_there_is_no_mask_and_unknown_is_last(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_image(engine, folder, "2019-02-01", plain(10), cloud_share=0.6)
    store_image(engine, folder, "2019-03-01", plain(20), cloud_share=0.2)
    store_image(engine, folder, "2019-05-01", plain(30))
    assert grey(client, A_WEST) == 30
    assert grey(client, A_WEST, **CLEAREST) == 20
    # A mask tells more truly: 1 % of clouds, and none here.
    store_image(engine, folder, "2019-04-01", plain(40), mask=clouds(slice(0, 2)), cloud_share=0.9)
    assert grey(client, A_WEST, **CLEAREST) == 40


def test_the_order_is_that_of_the_whole_division_so_that_its_tiles_fit_together(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_country(engine)
    # In the western square the first has 30 % of clouds, the second 60 %; at its western edge and
    # in the square beside it is the other way about.
    store_image(engine, folder, "2019-03-01", plain(10), mask=clouds(slice(0, 30)))
    both = clouds(slice(40, 100))
    store_image(engine, folder, "2019-05-01", plain(20), mask=both)
    here = (114.34, 37.5)
    assert grey(client, here, z=12, **CLEAREST) == 20
    assert grey(client, here, z=12, division="130502", **CLEAREST) == 10
    assert grey(client, A_WEST, division="130502", **CLEAREST) == 20


def test_a_division_is_cut_out_as_it_was_on_the_day(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_country(engine)
    store_image(engine, folder, "2019-03-01", plain(10))
    store_image(engine, folder, "2019-04-01", plain(10), corner=(114.0, 37.0))
    assert grey(client, A_WEST, division="130502") == 10
    assert grey(client, B, division="130502") is None
    assert grey(client, SOUTH, division="130502") is None
    assert grey(client, SOUTH, division="130521") == 10
    assert grey(client, SOUTH, division="130502", day="2021-01-01") == 10
    assert grey(client, SOUTH, division="130502", division_date="2021-01-01") == 10
    gone, _, _ = ask(client, SOUTH, division="130521", day="2021-01-01")
    assert gone.status_code == 404
    assert gone.json()["type"] == "urn:shikong:problem:unknown-division"


@pytest.mark.parametrize("grid", [WEB_MERCATOR, CGCS2000])
def test_both_grids_cut_a_division_at_the_same_line(
    engine: Engine, folder: Path, client: TestClient, grid: TileGrid
) -> None:
    store_country(engine)
    store_image(engine, folder, "2019-03-01", plain(10))
    z = 12 if grid is WEB_MERCATOR else 11
    answer, column, row = ask(client, (115.0, 37.5), grid=grid, z=z, division="130502")
    line = pixels(answer)[3, row]
    assert np.flatnonzero(line)[-1] in (column - 1, column)
    assert line[: column - 1].all()


def test_the_division_is_read_once_and_not_for_every_tile(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_country(engine)
    store_image(engine, folder, "2019-03-01", plain(10))
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert grey(client, A_WEST, division="130502") == 10
    assert any("division" in one for one in asked)
    asked.clear()
    assert grey(client, A_EAST, division="130502", grid=CGCS2000) == 10
    assert [one for one in asked if "division_area" in one and "edition" not in one] == []


def test_tilejson_carries_the_choice_into_its_template_and_keeps_the_day_of_a_division(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_country(engine)
    store_image(engine, folder, "2019-03-01", plain(10))
    query = {"choose": "clearest", "from": "2019-01-01", "date": DAY}
    told = client.get("/tiles/image/tilejson.json", params=query).json()
    assert told["tiles"][0].endswith(
        "/tiles/image/2019-03-01/WebMercatorQuad/{z}/{x}/{y}.webp?choose=clearest&from=2019-01-01"
    )
    cut = client.get(
        "/tiles/image/tilejson.json", params={"date": DAY, "division": "130502"}
    ).json()
    assert "/2019-06-01/" in cut["tiles"][0]
    assert cut["tiles"][0].endswith("?division=130502")
    assert cut["bounds"] == [114, 37, 115, 38]
    fixed = {"date": DAY, "division": "130502", "division_date": "2021-01-01"}
    on = client.get("/tiles/image/tilejson.json", params=fixed).json()
    assert "/2019-03-01/" in on["tiles"][0]
    assert on["bounds"] == [114, 36, 115, 38]


def test_etags_are_of_the_content_whatever_was_chosen(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    store_image(engine, folder, "2019-03-01", plain(10))
    store_image(engine, folder, "2019-05-01", plain(20), cloud_share=0.5)
    newest, _, _ = ask(client, A_WEST)
    clearest, _, _ = ask(client, A_WEST, **CLEAREST)
    before, _, _ = ask(client, A_WEST, day="2019-04-01")
    assert newest.headers["etag"] == clearest.headers["etag"] != before.headers["etag"]
    again = client.get(clearest.request.url, headers={"If-None-Match": newest.headers["etag"]})
    assert again.status_code == 304


def test_an_index_has_colours_and_a_legend_of_its_own(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    two = np.stack([np.full((100, 200), value, "uint8") for value in (40, 120)])
    store_image(engine, folder, "2019-03-01", two, descriptions=("red", "nir"))
    answer, column, row = ask(client, A_WEST, index="ndvi")
    # 0.5 of -1 to 1 is 0.75 of the ramp: between #a6d96a at 0.7 and #1a9850 at 0.85.
    seen = pixels(answer)[:, row, column].tolist()
    assert seen == pytest.approx([119, 195, 97, 255], abs=3)
    grey_scale = {"index": "ndvi", "rescale": "0,1", "colormap": '{"0":"#000000","1":"#ffffff"}'}
    assert grey(client, A_WEST, **grey_scale) == 128
    told = client.get("/tiles/image/tilejson.json", params={"date": DAY, "index": "NDVI"}).json()
    assert told["tiles"][0].endswith("?index=NDVI")
    legend = told["index"]
    assert (legend["name"], legend["range"]) == ("ndvi", [-1.0, 1.0])
    assert legend["stops"][0] == [-1.0, "#8c510a"]
    assert legend["stops"][-1] == [1.0, "#00441b"]
    assert "Rouse" in legend["source"]
    own = {"date": DAY, "index": "ndvi", "colormap": "viridis"}
    assert client.get("/tiles/image/tilejson.json", params=own).json()["index"]["stops"] is None


def test_scenes_whose_bands_nobody_named_are_left_out_and_told_where_there_is_no_other(
    engine: Engine, folder: Path, client: TestClient
) -> None:
    two = np.stack([np.full((100, 200), value, "uint8") for value in (40, 120)])
    store_image(engine, folder, "2019-05-01", two, descriptions=("B1", "B2"))
    for query in ({}, {"id": "s_20190501"}):
        answer, _, _ = ask(client, A_WEST, index="ndvi", **query)
        assert answer.status_code == 400
        assert "none is known as nir, red; the image has B1, B2" in answer.json()["detail"]
    one = client.get("/tiles/image/tilejson.json", params={"id": "s_20190501", "index": "ndvi"})
    assert one.status_code == 400
    store_image(engine, folder, "2019-03-01", two, descriptions=("red", "nir"))
    answer, _, _ = ask(client, A_WEST, index="ndvi")
    assert answer.headers["shikong-images"] == "s_20190301"


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ({"choose": "clearest"}, 400, "needs from="),
        ({"choose": "oldest"}, 400, "choose"),
        ({"choose": "clearest", "from": "2019-06-02"}, 400, "lies after"),
        ({"from": "2019-02-30"}, 400, "not in the calendar"),
        ({"id": "s_20190301", "from": "2019-01-01"}, 400, "id names one image"),
        ({"division": "999999"}, 404, "999999"),
        ({"division": "x"}, 400, "x"),
        ({"division": "130500"}, 400, "no shape"),
        ({"division": "130502", "division_date": "no"}, 400, "no date"),
        ({"index": "nvdi"}, 400, "there are ndvi"),
        ({"index": "ndvi", "bands": "red"}, 400, "one of them"),
        ({"index": "ndvi", "expression": "red*1", "rescale": "0,1"}, 400, "one of them"),
        ({"index": "ndvi", "rescale": ["0,1", "0,1", "0,1"]}, 400, "3 ranges for 1"),
    ],
)
def test_choices_that_cannot_be_are_refused(
    engine: Engine, folder: Path, client: TestClient, query: dict[str, Any], status: int, said: str
) -> None:
    store_country(engine)
    two = np.stack([np.full((100, 200), value, "uint8") for value in (40, 120)])
    store_image(engine, folder, "2019-03-01", two, descriptions=("red", "nir"))
    answer, _, _ = ask(client, A_WEST, **query)
    assert (answer.status_code, said in answer.text) == (status, True), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
