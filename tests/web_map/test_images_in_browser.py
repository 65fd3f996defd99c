"""Images on the web map: two dates side by side, scenes of a place, series of an area."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from map_visit import Visit
from playwright.sync_api import Locator, Route, expect
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile

pytestmark = pytest.mark.browser

OLD, CLOUDY, NEW = "2024-04-10", "2024-06-15", "2024-09-20"
MIDDLE = (150.98, 30.7)
HERE = "map=11.50/30.70000/150.98000"


def comparison(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="两期影像对比")


def desk(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="遥感影像", exact=True)


def colours(visit: Visit, share: float) -> np.ndarray:
    """The colours of a square of the screen at a share of its width, half way up."""
    size = visit.page.viewport_size
    assert size is not None
    clip = {
        "x": size["width"] * share - 30,
        "y": size["height"] / 2 - 90,
        "width": 60,
        "height": 60,
    }
    with (
        pytest.warns(NotGeoreferencedWarning),
        MemoryFile(visit.page.screenshot(clip=clip)) as file,
        file.open() as picture,
    ):
        return picture.read([1, 2, 3]).astype(float)


def camera(visit: Visit, which: int) -> list[float]:
    """Longitude, latitude and zoom of the map: 0 the page's own, 1 the earlier one."""
    found: list[float] = visit.page.evaluate(
        "async (which) => { const { maps } = await window.__shikong;"
        " const map = maps()[which]; const { lng, lat } = map.getCenter();"
        " return [lng, lat, map.getZoom()]; }",
        which,
    )
    return found


def earlier_names(visit: Visit, layer: str) -> set[str]:
    """The names that the earlier map draws of a layer."""
    found: list[str] = visit.page.evaluate(
        "async (layer) => { const { maps, settled } = await window.__shikong; await settled();"
        " const map = maps()[1];"
        " const ids = map.getLayersOrder().filter((id) => map.getLayer(id).sourceLayer === layer);"
        " return map.queryRenderedFeatures({ layers: ids }).map((each) => each.properties.name); }",
        layer,
    )
    return {name for each in found for name in each.split("／")}


def image_tiles(visit: Visit, begun: int = 0) -> list[str]:
    return [url for url in visit.asked[begun:] if re.search(r"/tiles/image/\d{4}-", url)]


def test_two_dates_are_side_by_side_each_the_newest_not_after_its_day_r6_4(visit: Visit) -> None:
    visit.open(f"#date={NEW}&{HERE}&compare=swipe/2024-05-31/natural/50")
    bar = comparison(visit)
    expect(bar.get_by_label("之前的日期")).to_have_value("2024-05-31")
    # Asked for the last of May; seen is what was taken in April, and it says so.
    expect(bar.locator(".before p.seen")).to_contain_text(f"所见拍摄于 {OLD}")
    expect(bar.locator(".after p.seen")).to_contain_text(f"所见拍摄于 {NEW}")
    tiles = image_tiles(visit)
    assert any(f"/{OLD}/" in url for url in tiles)
    assert any(f"/{NEW}/" in url for url in tiles)
    assert np.abs(colours(visit, 0.4) - colours(visit, 0.6)).mean() > 5
    visit.picture("compare-swipe")


def test_divider_moves_by_keyboard_and_by_drag_and_stands_in_the_link_r6_4(visit: Visit) -> None:
    visit.open(f"#date={NEW}&{HERE}&compare=swipe/{OLD}/natural/50")
    handle = visit.page.get_by_role("slider", name="拉帘：之前影像的宽度")
    right = colours(visit, 0.6)
    handle.focus()
    handle.press("Shift+ArrowRight")
    handle.press("Shift+ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "70")
    assert np.abs(colours(visit, 0.6) - right).mean() > 5, "the earlier picture reaches there now"
    assert visit.page.evaluate("location.hash").endswith("/natural/70")
    handle.press("Home")
    expect(handle).to_have_attribute("aria-valuenow", "0")
    handle.press("End")
    expect(handle).to_have_attribute("aria-valuenow", "100")
    box = handle.bounding_box()
    assert box is not None
    visit.page.mouse.move(box["x"] + 12, 450)
    visit.page.mouse.down()
    visit.page.mouse.move(360, 450, steps=4)
    visit.page.mouse.up()
    expect(handle).to_have_attribute("aria-valuenow", "25")


def test_two_panes_have_one_camera_whichever_is_moved_r6_4(visit: Visit) -> None:
    visit.open(f"#date={NEW}&{HERE}&compare=panes/{OLD}/natural/50")
    assert camera(visit, 0) == pytest.approx(camera(visit, 1), abs=1e-9)
    visit.look_at(150.95, 30.72, 12)
    assert camera(visit, 1) == pytest.approx([150.95, 30.72, 12], abs=1e-9)
    visit.page.mouse.move(300, 450)
    visit.page.mouse.down()
    visit.page.mouse.move(380, 400, steps=5)
    visit.page.mouse.up()
    visit.settled()
    moved = camera(visit, 0)
    assert moved == pytest.approx(camera(visit, 1), abs=1e-9)
    assert moved[0] < 150.95
    assert moved[1] < 30.72
    visit.picture("compare-panes")


def test_each_side_has_the_divisions_and_legal_lines_of_its_own_day_r6_4(visit: Visit) -> None:
    visit.open("#date=2024-09-20&level=county&compare=panes/2005-06-30/natural/50")
    before = earlier_names(visit, "county")
    after = visit.names("county")
    # 虚丙县 was renamed in 2006.
    assert "虚丙县" in before
    assert "虚云县" not in before
    assert "虚云县" in after
    assert "虚丙县" not in after
    kinds = visit.page.evaluate(
        "async () => { const [, map] = (await window.__shikong).maps();"
        " const ids = map.getLayersOrder().filter((id) =>"
        " map.getLayer(id).sourceLayer === 'boundary_line');"
        " return map.queryRenderedFeatures({ layers: ids }).length; }"
    )
    assert kinds > 0
    # Nothing can be laid over the legal lines: they lie above every picture.
    for which in (0, 1):
        order = visit.page.evaluate(
            "async (which) => (await window.__shikong).maps()[which].getLayersOrder()", which
        )
        assert order.index("end of image") < order.index("end of boundary")
    visit.picture("compare-divisions")


def test_days_with_images_are_dots_and_keys_go_from_one_to_the_next_r6_4(visit: Visit) -> None:
    visit.open(f"#date={NEW}&{HERE}&compare=swipe/{OLD}/natural/50")
    bar = comparison(visit)
    strip = bar.get_by_role("slider", name="之前：有影像的日期")
    expect(strip.locator(".dot")).to_have_count(3)
    strip.press("ArrowRight")
    visit.settled()
    expect(bar.get_by_label("之前的日期")).to_have_value(CLOUDY)
    strip.press("End")
    visit.settled()
    expect(bar.get_by_role("status").filter(has_text="同一景")).to_be_visible()
    strip.press("Home")
    visit.settled()
    expect(bar.get_by_label("之前的日期")).to_have_value(OLD)
    # The later side is the clock of the page.
    after = bar.get_by_role("slider", name="之后：有影像的日期")
    after.press("ArrowLeft")
    visit.settled()
    assert visit.day == CLOUDY
    field = bar.get_by_label("之后的日期")
    field.fill("昨天")
    field.press("Enter")
    expect(bar.get_by_role("alert").filter(has_text="请按 2024-05-06 填写")).to_be_visible()


def test_index_is_drawn_on_both_sides_with_its_legend(visit: Visit) -> None:
    visit.open(f"#date={NEW}&{HERE}&compare=swipe/{OLD}/natural/50")
    begun = len(visit.asked)
    comparison(visit).get_by_label("显示内容").select_option("ndvi")
    visit.settled()
    tiles = image_tiles(visit, begun)
    assert {day for url in tiles for day in (OLD, NEW) if f"/{day}/" in url} == {OLD, NEW}
    assert all("expression=" in url for url in tiles)
    expect(
        comparison(visit).get_by_role("img", name=re.compile("归一化植被指数图例"))
    ).to_be_visible()
    forest = colours(visit, 0.6)
    assert forest[1].mean() > forest[0].mean() + 30, "the forest is green in this scale"
    assert "/ndvi/" in visit.page.evaluate("location.hash")
    visit.picture("compare-ndvi")


def test_link_opens_the_same_comparison_and_ending_it_leaves_one_map(
    visits: Callable[[str], Visit], sample_map: str
) -> None:
    link = f"#date={NEW}&{HERE}&layers=marker,image&compare=panes/{OLD}/ndwi/40"
    visit = visits(sample_map)
    visit.open(link)
    assert visit.page.evaluate("location.hash") == link
    visit.page.get_by_role("button", name="结束对比").click()
    visit.settled()
    expect(comparison(visit)).to_be_hidden()
    assert "compare=" not in visit.page.evaluate("location.hash")
    assert visit.page.evaluate("async () => (await window.__shikong).maps().length") == 1


def test_where_nothing_was_taken_it_is_said(visit: Visit) -> None:
    visit.open(f"#date={NEW}&map=9.00/29.00000/151.50000&compare=swipe/{OLD}/natural/50")
    bar = comparison(visit)
    expect(bar.locator(".before p.seen")).to_have_text("图中央处此日及以前没有影像")
    expect(bar.locator(".day-strip .dot")).to_have_count(0)


def test_scenes_of_a_place_are_listed_and_one_is_shown_alone_with_its_footprint(
    visit: Visit,
) -> None:
    visit.open(f"#date={NEW}&{HERE}")
    visit.page.get_by_role("button", name="遥感影像工作台").click()
    visit.settled()
    rows = desk(visit).locator(".scene")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text(NEW)
    expect(rows.first).to_contain_text("24 米")
    begun = len(visit.asked)
    rows.last.click()
    visit.settled()
    expect(rows.last).to_have_attribute("aria-pressed", "true")
    asked = [url for url in visit.asked[begun:] if "/tiles/image/tilejson.json" in url]
    assert any("id=" in url for url in asked)
    outline = visit.page.evaluate(
        "async () => (await window.__shikong).map.querySourceFeatures('image desk')"
        ".map((each) => each.properties.kind)"
    )
    assert "footprint" in outline
    visit.picture("images-desk")
    desk(visit).get_by_role("button", name="改按地图日期显示最新影像").click()
    visit.settled()
    expect(rows.last).to_have_attribute("aria-pressed", "false")
    assert "image=" not in visit.page.evaluate("location.hash").replace("images=", "")
    desk(visit).get_by_role("button", name=f"用 {OLD} 作之前").click()
    visit.settled()
    expect(comparison(visit).get_by_label("之前的日期")).to_have_value(OLD)
    visit.picture("images-desk-compare")


def test_scenes_are_found_by_view_and_by_division_of_the_day(visit: Visit) -> None:
    visit.open(f"#date={NEW}&level=county&{HERE}&images=")
    where = desk(visit).get_by_label("列出哪里的影像")
    where.select_option("view")
    visit.settled()
    expect(desk(visit).get_by_role("status").first).to_contain_text("视野之内有 3 景影像")
    where.select_option("division")
    expect(desk(visit).get_by_role("status").first).to_contain_text("请在图上点一下要查的区划")
    begun = len(visit.asked)
    visit.page.mouse.click(500, 450)
    visit.settled()
    [asked] = [url for url in visit.asked[begun:] if "/v1/images/search" in url]
    assert f"date={NEW}" in asked
    assert re.search(r"division=9901\d\d", asked)
    expect(desk(visit).get_by_role("status").first).to_contain_text("有 3 景影像")


def raw_beside(route: Route) -> None:
    """The server's own answer with a raw scene before the others: the sample has none."""
    response = route.fetch()
    answer: dict[str, Any] = response.json()
    drawn = answer["images"][0]
    raw = drawn | {
        "id": "GF1_PMS1_L1A",
        "title": "GF1_PMS1_E151.0_N30.7_20240921_L1A",
        "drawn": False,
        "flags": ["raw"],
        "platform": "GF-1",
        "instrument": "PMS1",
        "level": "L1A",
        "cloud_share": 0.034,
        "grade": "internal",
    }
    answer["images"] = [raw, *answer["images"]]
    answer["total"] += 1
    route.fulfill(response=response, json=answer)


def test_raw_scene_is_listed_with_its_facts_and_never_drawn_r6_2(visit: Visit) -> None:
    visit.page.route(re.compile(r"/v1/images\?.*limit=500"), raw_beside)
    visit.open(f"#date={NEW}&{HERE}&images=")
    raw = desk(visit).locator(".scene").first
    for words in ("未正射", "GF-1 PMS1", "L1A", "云量 3.4%", "内部"):
        expect(raw).to_contain_text(words)
    expect(desk(visit).get_by_role("button", name=re.compile("作之前"))).to_have_count(3)
    begun = len(visit.asked)
    raw.click()
    visit.settled()
    assert not [url for url in visit.asked[begun:] if "GF1_PMS1" in url]


def draw(visit: Visit, *corners: tuple[int, int]) -> None:
    """Draws a polygon on the map: a click at each corner, two at the last."""
    desk(visit).get_by_role("button", name="在图上画一块地").click()
    for corner in corners[:-1]:
        visit.page.mouse.click(*corner)
    visit.page.mouse.dblclick(*corners[-1])
    visit.settled()


def test_series_of_a_drawn_area_is_that_of_the_server_and_a_point_shows_its_scene_r6_3(
    visit: Visit,
) -> None:
    visit.open(f"#date={NEW}&{HERE}&images=")
    desk(visit).get_by_role("tab", name="时间序列").click()
    with visit.page.expect_response(re.compile("/v1/images/series$")) as asked:
        draw(visit, (400, 400), (520, 400), (520, 520), (400, 520))
    question = json.loads(asked.value.request.post_data or "")
    assert question["index"] == "ndvi"
    assert len(question["polygon"]["coordinates"][0]) == 5
    values = asked.value.json()["values"]
    marks = desk(visit).locator(".series-plot .mark")
    expect(marks).to_have_count(len(values))
    for mark, value in zip(marks.all(), values, strict=True):
        expect(mark).to_have_attribute("aria-label", re.compile(f"均值 {value['mean']:.3f}"))
    marks.last.hover()
    expect(desk(visit).locator(".series-view .told")).to_contain_text(f"{values[-1]['mean']:.3f}")
    visit.picture("series")
    marks.first.focus()
    marks.first.press("Enter")
    visit.settled()
    assert values[0]["image"] in visit.page.evaluate("decodeURIComponent(location.hash)")


def test_escape_gives_up_a_drawing_and_backspace_takes_a_corner_back(visit: Visit) -> None:
    visit.open(f"#date={NEW}&{HERE}&images=")
    desk(visit).get_by_role("tab", name="时间序列").click()
    desk(visit).get_by_role("button", name="在图上画一块地").click()
    corners = (
        "async () => (await window.__shikong).map.querySourceFeatures('image desk')"
        ".filter((each) => each.properties.kind === 'corner').length"
    )
    for x in (400, 500):
        visit.page.mouse.click(x, 420)
    visit.page.keyboard.press("Enter")  # two corners are no area
    visit.page.keyboard.press("Backspace")
    visit.settled()
    visit.page.keyboard.press("Escape")
    visit.settled()
    assert visit.page.evaluate(corners) == 0
    expect(desk(visit).get_by_text("先画一块地，或点选一个区划。")).to_be_visible()
    assert not [url for url in visit.asked if url.endswith("/v1/images/series")]


def test_months_without_an_image_are_gaps_and_values_can_be_taken_as_csv_r6_3(
    visit: Visit,
) -> None:
    visit.open(f"#date={NEW}&level=county&{HERE}&images=")
    desk(visit).get_by_role("tab", name="时间序列").click()
    desk(visit).get_by_label("时间步长").select_option("month")
    desk(visit).get_by_role("button", name="在图上点选区划").click()
    visit.page.mouse.click(500, 450)
    visit.settled()
    expect(desk(visit).get_by_text(re.compile(rf"（9901\d\d，{NEW} 的辖区）"))).to_be_visible()
    # April, June and September have an image; May, July and August are gaps and not joined.
    expect(desk(visit).locator(".series-plot .mark")).to_have_count(6)
    gaps = desk(visit).locator(".series-plot .gap")
    expect(gaps).to_have_count(3)
    expect(gaps.first).to_have_attribute("aria-label", "2024-05：无值（此期没有影像），0 景")
    expect(desk(visit).locator(".series-plot path.series")).to_have_count(3)
    visit.picture("series-months")
    with visit.page.expect_download() as file:
        desk(visit).get_by_role("button", name="下载序列 CSV").click()
    text = file.value.path().read_text("utf-8-sig")
    assert "2024-04" in text
    assert "mean" in text.splitlines()[0]


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_page_has_room_for_all_of_it_at_the_sizes_of_office_screens(
    visit: Visit, size: tuple[int, int]
) -> None:
    visit.page.set_viewport_size({"width": size[0], "height": size[1]})
    visit.open(f"#date={NEW}&{HERE}&compare=panes/{OLD}/ndvi/50&images=")
    boxes = [
        visit.page.locator(selector).bounding_box()
        for selector in (".compare-bar", ".image-desk", ".time-bar", ".title-bar")
    ]
    shown = [box for box in boxes if box is not None]
    assert len(shown) == 4
    for at, one in enumerate(shown):
        assert one["x"] >= 0
        assert one["x"] + one["width"] <= size[0]
        for other in shown[at + 1 :]:
            apart = (
                one["x"] + one["width"] <= other["x"]
                or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"]
                or other["y"] + other["height"] <= one["y"]
            )
            assert apart, (one, other)
    cut = visit.page.evaluate(
        "[...document.querySelectorAll('.compare-bar, .compare-bar *, .title-bar > *')]"
        ".filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0"
        " && getComputedStyle(each).overflow === 'visible'"
        " && getComputedStyle(each).display !== 'inline'"
        " && each.tagName !== 'INPUT').map((each) => each.className)"
    )
    assert cut == []
    visit.picture(f"images-{size[0]}")


@pytest.mark.real_data
def test_country_is_whole_on_both_sides_r5_4(visits: Callable[[str], Visit], real_map: str) -> None:
    visit = visits(real_map)
    visit.open("#date=2024-12-31&level=province&compare=panes/1996-07-01/natural/50")
    for which in (0, 1):
        found = visit.page.evaluate(
            "async (which) => { const { maps, settled } = await window.__shikong; await settled();"
            " const map = maps()[which]; const of = (layer, name) => { const ids ="
            " map.getLayersOrder().filter((id) => map.getLayer(id).sourceLayer === layer);"
            " return map.queryRenderedFeatures({ layers: ids })"
            ".map((each) => each.properties[name]); };"
            " return { codes: of('province', 'code'), kinds: of('boundary_line', 'kind') }; }",
            which,
        )
        assert {"710000", "810000", "820000"} <= set(found["codes"])
        assert {"national", "dashed_line", "undetermined"} <= set(found["kinds"])
    visit.picture("compare-country")
