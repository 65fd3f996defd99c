"""The web map over the fictional sample, as an officer sees it in Debian's Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from map_visit import Visit
from playwright.sync_api import expect
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from sqlalchemy import Engine, text

pytestmark = pytest.mark.browser

RENAMED = "2006-12-31"
"""虚丙县 (990121) is called 虚云县 from this list on."""


def place_of(visit: Visit, code: str, day: str) -> tuple[float, float]:
    """The point at which the map writes the name of a division."""
    lon, lat = visit.answer(f"/v1/divisions/{code}?date={day}")["label_point"]
    return lon, lat


def listed_names(engine: Engine, level: str, day: str) -> set[str]:
    """The names that the list of a day holds, straight from the database."""
    statement = "SELECT name FROM division WHERE level = :level AND valid @> CAST(:day AS date)"
    with engine.connect() as connection:
        return set(connection.execute(text(statement), {"level": level, "day": day}).scalars())


def pixels(visit: Visit, lon: float, lat: float, size: int = 60) -> np.ndarray:
    """The colours of a square of the screen around a place: red, green, blue."""
    x, y = visit.page.evaluate(
        "async ([lon, lat]) => {"
        " const { x, y } = (await window.__shikong).map.project([lon, lat]); return [x, y]; }",
        [lon, lat],
    )
    clip = {"x": x - size / 2, "y": y - size / 2, "width": size, "height": size}
    with (
        pytest.warns(NotGeoreferencedWarning),
        MemoryFile(visit.page.screenshot(clip=clip)) as file,
        file.open() as picture,
    ):
        return picture.read([1, 2, 3]).astype(float)


def test_map_opens_today_and_says_that_it_is_fictional_and_how_far_the_data_reach(
    visit: Visit, sample_database: Engine
) -> None:
    visit.open()
    page = visit.page
    expect(page.get_by_role("heading", name="民政时空平台")).to_be_visible()
    expect(page.get_by_text("虚构数据", exact=True)).to_be_visible()
    until = visit.answer("/v1/platform")["record"]["until"]
    expect(page.get_by_text(f"数据截至 {until}，此日显示最后已知状态")).to_be_visible()
    assert visit.names("county") == listed_names(sample_database, "county", until)
    visit.picture("map-today")


@pytest.mark.parametrize("day", ["2004-12-31", "2012-12-30", "2012-12-31", "2023-06-01"])
def test_map_draws_exactly_the_counties_of_the_day(
    visit: Visit, sample_database: Engine, day: str
) -> None:
    visit.open(f"#date={day}&level=county")
    assert visit.names("county") == listed_names(sample_database, "county", day)


def test_arrow_keys_go_from_change_to_change_and_redraw(visit: Visit) -> None:
    visit.open("#date=2005-06-30&level=county")
    before = visit.names("county")
    assert "虚丙县" in before
    visit.slider.press("ArrowRight")
    visit.settled()
    assert visit.day == RENAMED
    after = visit.names("county")
    assert (before - after, after - before) == ({"虚丙县"}, {"虚云县"})
    expect(visit.page.get_by_role("status").filter(has_text="2006年12月31日")).to_be_visible()
    visit.slider.press("ArrowLeft")
    visit.settled()
    assert visit.day == "2004-12-31"
    assert visit.names("county") == before


def test_keys_move_the_slider_by_a_year_and_by_a_day(visit: Visit) -> None:
    visit.open("#date=2010-03-01")
    visit.slider.press("PageUp")
    assert visit.day == "2011-03-01"
    visit.slider.press("PageDown")
    visit.slider.press("Shift+ArrowLeft")
    assert visit.day == "2010-02-28"
    expect(visit.slider).to_have_attribute("aria-valuetext", "2010年2月28日")
    visit.slider.press("Home")
    assert visit.day == "2004-01-01"
    visit.settled()


def test_buttons_lead_to_the_changes_around_a_day(visit: Visit) -> None:
    visit.open("#date=2013-06-30&level=county")
    visit.page.get_by_role("button", name="跳到上一次区划变更").click()
    visit.settled()
    assert visit.day == "2012-12-31"
    assert {"虚北戊县", "虚南戊县"} <= visit.names("county")
    visit.page.get_by_role("button", name="跳到下一次区划变更").click()
    visit.settled()
    assert visit.day == "2013-12-31"


def test_playing_goes_year_by_year_and_can_be_stopped(visit: Visit) -> None:
    visit.open("#date=2006-06-30")
    visit.page.get_by_role("button", name="逐年播放").click()
    expect(visit.slider).to_have_attribute("aria-valuetext", "2007年6月30日")
    expect(visit.slider).to_have_attribute("aria-valuetext", "2008年6月30日")
    visit.page.get_by_role("button", name="逐年播放").click()
    visit.settled()
    stopped = visit.day
    expect(visit.page.get_by_role("button", name="逐年播放")).to_have_attribute(
        "aria-pressed", "false"
    )
    assert visit.day == stopped


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [("2010-02-30", "不是日期"), ("昨天", "不是日期"), ("1949-10-01", "请填 2004-01-01 至")],
)
def test_a_typed_day_that_cannot_be_shown_is_refused_in_words(
    visit: Visit, typed: str, complaint: str
) -> None:
    visit.open("#date=2010-03-01")
    visit.go_to_day(typed)
    expect(visit.page.get_by_role("alert").filter(has_text=complaint)).to_be_visible()
    assert visit.day == "2010-03-01"


def test_days_of_one_edition_fetch_no_division_tile_again(visit: Visit) -> None:
    visit.open("#date=2013-02-01&level=county")
    asked = len(visit.asked)
    visit.go_to_day("2013-11-30")
    assert [url for url in visit.asked[asked:] if url.endswith(".mvt")] == []
    visit.go_to_day("2013-12-31")
    assert any("/tiles/county/2013-12-31/" in url for url in visit.asked[asked:])


def test_before_the_record_nothing_is_claimed(visit: Visit) -> None:
    visit.open("#date=2004-06-30")
    expect(visit.page.get_by_text("早于记录（记录始于 2004-12-31）")).to_be_visible()
    card = visit.click_at(*place_of(visit, "990102", "2004-12-31"))
    expect(card.get_by_role("row").filter(has_text="县级")).to_contain_text("早于记录")
    expect(card.locator(".now")).to_contain_text("虚甲区")
    expect(card.locator(".badge")).to_have_count(0)
    visit.picture("before-the-record")


def test_click_tells_what_a_place_was_called_then_and_is_now(visit: Visit) -> None:
    visit.open("#date=2005-06-30&level=county")
    card = visit.click_at(*place_of(visit, "990121", "2005-06-30"))
    expect(card).to_contain_text("2005年6月30日称")
    expect(card.locator(".then")).to_contain_text("虚构省虚构市虚丙县")
    expect(card.locator(".now")).to_contain_text("虚构省虚构市虚云县")
    county = card.get_by_role("row").filter(has_text="县级")
    expect(county).to_contain_text("虚丙县")
    expect(county).to_contain_text("更名")
    history = card.locator(".history")
    expect(history).to_contain_text("2004-12-31 — 2006-12-31")
    expect(history).to_contain_text("2006-12-31 — 至今")
    visit.picture("click-then-and-now")


def test_history_names_successors_and_leads_to_them(visit: Visit) -> None:
    visit.open("#date=2010-06-30&level=county")
    card = visit.click_at(*place_of(visit, "990123", "2010-06-30"))
    history = card.locator(".history")
    expect(history).to_contain_text("去向")
    history.get_by_role("button", name=re.compile("虚[南北]戊县的沿革")).first.click()
    expect(history.get_by_role("heading")).to_contain_text(re.compile("虚[南北]戊县"))
    expect(history).to_contain_text("来自")
    history.get_by_role("button", name="在地图上显示 2012-12-31").click()
    visit.settled()
    assert visit.day == "2012-12-31"


def test_open_card_follows_the_date(visit: Visit) -> None:
    visit.open("#date=2005-06-30&level=county")
    card = visit.click_at(*place_of(visit, "990121", "2005-06-30"))
    visit.go_to_day("2007-01-01")
    expect(card.locator(".then")).to_contain_text("虚云县")
    expect(card.locator(".now")).to_contain_text("名称未变")


def test_card_shows_indicators_and_care_institutions(visit: Visit) -> None:
    visit.open("#date=2022-06-30&level=county")
    card = visit.click_at(*place_of(visit, "990102", "2022-06-30"))
    expect(card.get_by_role("img").first).to_have_attribute("aria-label", re.compile("单位"))
    expect(card.locator(".facilities li")).to_have_count(3)
    drawn = visit.page.evaluate(
        "async () => (await window.__shikong).map"
        ".queryRenderedFeatures({ layers: ['answer facility'] })"
        ".map((each) => each.properties.name)"
    )
    nearest = card.locator(".facilities li span").all_text_contents()
    assert set(drawn) <= set(nearest)
    assert drawn
    visit.picture("click-indicators")


def test_place_at_sea_is_said_to_be_at_sea(visit: Visit) -> None:
    visit.open("#date=2020-06-30")
    west, south, _, _ = visit.answer("/v1/platform")["bounds"]
    visit.look_at(west - 1, south - 1, 8)
    card = visit.click_at(west - 1, south - 1)
    expect(card.locator(".then")).to_contain_text("海上或资料范围之外")
    visit.page.get_by_role("button", name="关闭地点卡片").click()
    expect(card).to_be_hidden()


@pytest.mark.parametrize(
    ("choice", "layer"), [("省级", "province"), ("地级", "prefecture"), ("县级", "county")]
)
def test_every_level_is_drawn_with_the_legal_lines_on_it(
    visit: Visit, sample_database: Engine, choice: str, layer: str
) -> None:
    visit.open("#date=2020-06-30")
    visit.page.get_by_label(choice, exact=True).check(force=True)
    visit.settled()
    assert visit.names(layer) == listed_names(sample_database, layer, "2020-06-30")
    with sample_database.connect() as connection:
        kinds = set(
            connection.execute(
                text("SELECT kind FROM boundary_line WHERE valid @> DATE '2020-06-30'")
            ).scalars()
        )
    assert {line["kind"] for line in visit.drawn("boundary_line")} == kinds
    assert visit.page.get_by_label(re.compile("法定界线")).count() == 0
    visit.picture(f"level-{layer}")


def test_towns_come_when_the_map_comes_near(visit: Visit) -> None:
    visit.open("#date=2022-06-30")
    visit.look_at(*place_of(visit, "990102", "2022-06-30"), 11)
    towns = visit.drawn("township")
    assert towns
    assert {town["level"] for town in towns} == {"township"}
    expect(visit.page.get_by_text("正在显示：乡级")).to_be_visible()
    visit.picture("towns")


def test_tracks_of_work_devices_are_drawn_for_their_window(visit: Visit) -> None:
    visit.open("#date=2024-05-15")
    assert visit.drawn("track") == []
    visit.page.get_by_label("北斗轨迹").check()
    tracks = visit.drawn("track")
    devices = visit.answer("/v1/devices?limit=1000")["devices"]
    work = {each["id"] for each in devices if each["device_class"] in ("vehicle", "patrol")}
    personal = {each["id"] for each in devices} - work
    assert personal, "the sample has personal devices, which must not be drawn"
    assert {track["device"] for track in tracks} == work
    visit.picture("tracks")
    start = visit.page.get_by_label("轨迹开始日期")
    start.fill("2020-01-01")
    start.press("Enter")
    expect(visit.page.get_by_text("轨迹时段最长 366 天")).to_be_visible()
    end = visit.page.get_by_label("轨迹结束日期")
    end.fill("2020-01-08")
    end.press("Enter")
    assert visit.drawn("track") == []
    end.fill("2019-01-08")
    end.press("Enter")
    expect(visit.page.get_by_text("结束日期须晚于开始日期")).to_be_visible()
    visit.settled()


def test_image_of_the_date_changes_the_pixels_and_can_be_made_transparent(visit: Visit) -> None:
    visit.open("#date=2024-12-31")
    west, south, east, north = visit.answer("/tiles/image/tilejson.json?date=2024-12-31")["bounds"]
    middle = ((west + east) / 2, (south + north) / 2)
    visit.look_at(*middle, 11)
    without = pixels(visit, *middle)
    visit.page.get_by_role("checkbox", name="遥感影像").check()
    visit.settled()
    newest = pixels(visit, *middle)
    assert np.abs(newest - without).mean() > 10
    visit.picture("image-newest")
    rows = visit.page.locator(".images li")
    expect(rows).to_have_count(4)  # the newest by date, and the three dates of the sample
    rows.last.get_by_role("radio").check()
    visit.settled()
    oldest = pixels(visit, *middle)
    assert np.abs(newest - oldest).mean() > 2
    visit.page.get_by_label("影像不透明度").fill("0")
    visit.settled()
    assert np.abs(pixels(visit, *middle) - without).mean() < 1


def test_link_shows_the_same_view_again(visits: Callable[[str], Visit], sample_map: str) -> None:
    first = visits(sample_map)
    first.open("#date=2005-06-30&level=county")
    first.page.get_by_label("北斗轨迹").check()
    first.look_at(*place_of(first, "990121", "2005-06-30"), 9.5)
    link = first.page.evaluate("location.hash")
    second = visits(sample_map)
    second.open(link)
    assert second.day == "2005-06-30"
    assert second.page.evaluate("location.hash") == link
    assert second.names("county") == first.names("county")
    assert {each["device"] for each in second.drawn("track")} == {
        each["device"] for each in first.drawn("track")
    }


def test_server_that_does_not_answer_is_said_in_words_and_can_be_asked_again(
    visit: Visit,
) -> None:
    visit.open("#date=2005-06-30&level=county")
    place = place_of(visit, "990121", "2005-06-30")
    visit.page.context.set_offline(True)
    card = visit.click_at(*place)
    expect(card.get_by_role("alert")).to_contain_text("服务不可用")
    visit.go_to_day("2013-01-01")
    expect(visit.page.locator(".notice")).to_contain_text("服务不可用")
    visit.picture("server-away")
    visit.page.context.set_offline(False)
    visit.page.locator(".notice").get_by_role("button", name="重新连接").click()
    visit.settled()
    expect(visit.page.locator(".notice")).to_be_hidden()
    assert {"虚北戊县", "虚南戊县"} <= visit.names("county")
    card.get_by_role("button", name="重新查询此处").click()
    visit.settled()
    expect(card.locator(".then")).to_contain_text("虚云县")
    # The browser itself notes each request that failed; nothing else may be complained of.
    assert all("ERR_INTERNET_DISCONNECTED" in each for each in visit.complaints)
    visit.complaints.clear()


def test_platform_that_is_away_at_the_start_is_waited_for(visit: Visit) -> None:
    page = visit.page
    page.route("**/v1/platform", lambda route: route.abort("connectionrefused"))
    page.goto(visit.base)
    expect(page.get_by_role("alert")).to_contain_text("服务不可用")
    page.unroute("**/v1/platform")
    page.get_by_role("button", name="重新连接").click()
    visit.settled()
    assert visit.names("county")
    assert all("ERR_CONNECTION_REFUSED" in each for each in visit.complaints)
    visit.complaints.clear()


def test_map_can_be_used_by_keyboard_alone(visit: Visit) -> None:
    visit.open("#date=2005-06-30&level=county")
    page = visit.page
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.getAttribute('aria-label')"
                " ?? document.activeElement.labels?.[0]?.textContent"
                " ?? document.activeElement.textContent"
            )
        )
    wanted = {"地图日期", "逐年播放", "跳到下一次区划变更", "界桩", "遥感影像", "县级", "放大"}
    assert wanted <= reached


def test_documentation_page_is_served_whole_by_the_platform(visit: Visit) -> None:
    visit.page.goto(f"{visit.base}/docs")
    expect(visit.page.locator(".opblock-summary-path").first).to_be_visible()
    assert all(url.startswith(visit.base) for url in visit.asked if url.startswith("http"))


def test_built_map_holds_no_address_outside_the_platform(web_map: Path) -> None:
    ours = [web_map / "index.html", *(web_map / "assets").glob("index-*.css")]
    for file in ours:
        found = re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", file.read_text("utf-8"))
        # Names of XML namespaces are no addresses: nothing is asked for there.
        assert [each for each in found if not each.endswith("www.w3.org")] == [], file.name
