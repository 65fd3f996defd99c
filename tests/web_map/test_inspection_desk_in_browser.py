"""The inspection desk (联检工作台) over the sample, as an officer sees it in Debian's Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from inspected_line import InspectedLine, inspect_line
from map_visit import Visit
from playwright.sync_api import Locator, expect
from sqlalchemy import Engine

from deploy.cluster import Cluster
from spatial.db import open_engine
from tests.web_map.conftest import served

pytestmark = pytest.mark.browser

DAY = "2024-06-01"


@pytest.fixture(scope="module")
def desk_engine(cluster: Cluster, sample_database: Engine) -> Iterator[Engine]:
    """A copy of the sample that may be written to."""
    name = f"desk_{uuid4().hex[:8]}"
    sample_database.dispose()  # nobody may stay connected to what is copied
    cluster.create_database(name, str(sample_database.url.database))
    own = open_engine(cluster.url(name), pool=4)
    yield own
    own.dispose()
    cluster.drop_database(name)


@pytest.fixture(scope="module")
def inspected(desk_engine: Engine) -> InspectedLine:
    """The line with its inspections."""
    return inspect_line(desk_engine)


@pytest.fixture(scope="module")
def desk_map(desk_engine: Engine, inspected: InspectedLine, web_map: Path) -> Iterator[str]:
    """The address of the map over the sample and these inspections."""
    with served(desk_engine, web_map) as base:
        yield base


@pytest.fixture
def desk_visit(visits: Callable[[str], Visit], desk_map: str) -> Visit:
    """A visit to it; the test opens the link that it needs."""
    return visits(desk_map)


def desk_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="联检工作台")


def bar_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("grid", name=re.compile("里程条"))


def drawn(visit: Visit, *layers: str) -> list[dict[str, Any]]:
    """The properties of what the desk draws now."""
    found: list[dict[str, Any]] = visit.page.evaluate(
        "async (layers) => { const { map, settled } = await window.__shikong; await settled();"
        " return map.queryRenderedFeatures({ layers }).map((each) => each.properties); }",
        list(layers),
    )
    return found


def course_of(visit: Visit, inspected: InspectedLine) -> list[list[float]]:
    """The vertices of the line's course: longitude, latitude."""
    course = visit.answer(f"/v1/boundaries/{inspected.line.number}/course?date={DAY}")
    return [place for each in course["features"] for place in each["geometry"]["coordinates"]]


def camera(visit: Visit) -> tuple[float, float, float]:
    lon, lat, zoom = visit.page.evaluate(
        "async () => { const { map } = await window.__shikong;"
        " const { lng, lat } = map.getCenter(); return [lng, lat, map.getZoom()]; }"
    )
    return lon, lat, zoom


def open_line(visit: Visit, inspected: InspectedLine, more: str = "") -> Locator:
    visit.open(f"#date={DAY}&desk={inspected.line.number}{more}")
    return desk_of(visit)


def test_an_officer_finds_the_line_and_the_map_goes_there(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    visit.open(f"#date={DAY}")
    expect(desk_of(visit)).to_be_hidden()
    visit.page.get_by_role("button", name="联检工作台", exact=True).click()
    visit.settled()
    desk = desk_of(visit)
    expect(desk.get_by_text(re.compile(r"共 2 条，其中 \d 条到期"))).to_be_visible()
    row = desk.get_by_role("button", name=re.compile(inspected.other.name))
    expect(row).to_contain_text("到期 ")
    assert {each["number"] for each in visit.drawn("registered_boundary")} == {
        inspected.line.number,
        inspected.other.number,
    }
    visit.picture("desk-list")
    before = camera(visit)
    desk.get_by_role("searchbox").fill(inspected.line.name)
    expect(row).to_be_hidden()
    desk.get_by_role("button", name=re.compile(inspected.line.name)).click()
    visit.settled()
    assert camera(visit) != before
    strip = visit.page.get_by_role("region", name="里程条").bounding_box()
    panel = desk.bounding_box()
    assert strip is not None
    assert panel is not None
    for lon, lat in course_of(visit, inspected):
        x, y = visit.page.evaluate(
            "async (place) => {"
            " const { x, y } = (await window.__shikong).map.project(place); return [x, y]; }",
            [lon, lat],
        )
        assert 0 < x < panel["x"]
        assert 0 < y < strip["y"]
    expect(desk.get_by_role("heading", name=inspected.line.name)).to_be_focused()
    link = visit.page.evaluate("location.hash")
    assert f"desk={inspected.line.number}" in link
    assert f"inspection={inspected.planned}" in link


def test_the_map_and_the_bar_show_what_each_side_walked_r3_4(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    open_line(visit, inspected, f"&inspection={inspected.inspection}")
    results = {
        each["side"]: each
        for each in visit.answer(f"/v1/inspections/{inspected.inspection}/coverage")["coverage"]
    }
    strip = visit.page.get_by_role("region", name="里程条")
    for side in ("left", "right", "both"):
        share = int(results[side]["share"] * 10_000 + 1e-6) / 100
        expect(strip.locator(".shares")).to_contain_text(f"{share:.2f}%")
    for side, kind in (("left", "unknown"), ("right", "not_walked")):
        parts = [part for part in results[side]["parts"] if part["kind"] == kind]
        assert parts, "the sample's walk has a gap of each kind"
        in_the_bar = bar_of(visit).locator(f".bar-span.{side}.{kind}")
        expect(in_the_bar).to_have_count(len(parts))
        on_the_map = [each for each in drawn(visit, f"desk {kind}") if each["side"] == side]
        assert {round(each["from_m"]) for each in on_the_map} == {
            round(part["from_m"]) for part in parts
        }
    assert {each["side"] for each in drawn(visit, "desk walked")} == {"left", "both", "right"}
    assert {each["side"] for each in drawn(visit, "desk tracks")} == {"left", "right"}
    visits = visit.answer(f"/v1/inspections/{inspected.inspection}/visits")["visits"]
    either = next(each["markers"] for each in visits if each["side"] == "either")
    seen = {each["number"]: each["state"] for each in drawn(visit, "desk markers")}
    assert seen == {each["number"]: each["state"] for each in either}
    assert {"visited", "not_seen"} <= set(seen.values())
    assert [each["caption"] for each in drawn(visit, "desk photos")] == ["界桩顶部"]
    visit.picture("desk-line")


def test_the_page_cuts_the_line_where_the_server_does(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    open_line(visit, inspected, f"&inspection={inspected.inspection}")
    told = visit.answer(f"/v1/inspections/{inspected.inspection}/coverage?format=geojson")
    cut = visit.page.evaluate(
        "async () => (await window.__shikong).map.getSource('desk strips').serialize()"
        ".data.features"
    )
    ends = {
        (each["properties"]["side"], round(each["properties"]["from_m"], 1)): (
            *each["geometry"]["coordinates"][0],
            *each["geometry"]["coordinates"][-1],
        )
        for each in cut
        if each["properties"]["kind"] != "walked"
    }
    compared = 0
    for each in told["features"]:
        key = (each["properties"]["side"], round(each["properties"]["from_m"], 1))
        if key in ends:
            places = each["geometry"]["coordinates"]
            # 1e-7 degree is a centimetre.
            assert ends[key] == pytest.approx((*places[0], *places[-1]), abs=1e-7)
            compared += 1
    assert compared == len(ends) >= 4


def test_a_gap_of_the_list_leads_to_its_place(desk_visit: Visit, inspected: InspectedLine) -> None:
    visit = desk_visit
    desk = open_line(visit, inspected, f"&inspection={inspected.inspection}")
    desk.get_by_role("tab", name=re.compile("缺口")).click()
    rows = desk.locator("table.rows tbody tr")
    lengths = [
        float(text.split()[0]) * (1000 if "千米" in text else 1)
        for text in rows.locator("td.figure").all_text_contents()
    ]
    assert lengths == sorted(lengths, reverse=True)
    desk.get_by_label("哪一方的缺口").select_option("left")
    unknown = rows.filter(has_text="无数据")
    expect(unknown).to_contain_text("界桩")
    visit.picture("desk-gaps")
    unknown.get_by_role("button").click()
    visit.settled()
    found = visit.answer(f"/v1/inspections/{inspected.inspection}/coverage?format=geojson")
    gap = next(
        each
        for each in found["features"]
        if each["properties"]["side"] == "left" and each["properties"]["kind"] == "unknown"
    )
    lons, lats = zip(*gap["geometry"]["coordinates"], strict=True)
    west, south, east, north = visit.page.evaluate(
        "async () => (await window.__shikong).map.getBounds().toArray().flat()"
    )
    assert west < min(lons) < max(lons) < east
    assert south < min(lats) < max(lats) < north
    assert camera(visit)[2] > 11


def test_the_markers_findings_and_the_round_before_are_told_r3_5(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    desk = open_line(visit, inspected, f"&inspection={inspected.inspection}")
    expect(desk.locator(".facts")).to_contain_text(str(inspected.line.agreement))
    expect(desk.locator(".chain li")).to_have_text(
        [re.compile("计划.*张主任"), re.compile("室内检查"), re.compile("实地检查")]
    )
    expect(
        desk.get_by_text(re.compile("转入“上报”尚缺：.*界桩未记录.*问题未处理 2"))
    ).to_be_visible()
    expect(desk.get_by_role("list", name="告警")).to_contain_text("界桩失联")
    visit.picture("desk-facts")
    desk.get_by_role("tab", name=re.compile("界桩")).click()
    expect(desk.locator("td .visited.visited").first).to_contain_text("到访")
    expect(desk.locator("td .visited.not_seen").first).to_contain_text("未见")
    damaged = desk.get_by_role("row").filter(has_text="损坏")
    expect(damaged.get_by_role("link", name="界桩顶部")).to_have_attribute(
        "href", re.compile("/v1/files/[0-9a-f]{64}$")
    )
    visit.picture("desk-markers")
    desk.get_by_role("tab", name=re.compile("问题")).click()
    expect(desk.locator(".findings > li")).to_have_text(
        [re.compile("2. 界桩损坏.*待整改"), re.compile("1. 骑线建筑.*已整改")]
    )
    visit.picture("desk-findings")
    desk.get_by_role("tab", name="比较").click()
    expect(desk.get_by_role("columnheader", name="上一轮")).to_be_visible()
    expect(desk.get_by_role("heading", name=re.compile("双方本次新走到"))).to_be_visible()
    visit.picture("desk-comparison")


def test_the_desk_is_used_by_keyboard_alone(desk_visit: Visit, inspected: InspectedLine) -> None:
    visit = desk_visit
    desk = open_line(visit, inspected, f"&inspection={inspected.inspection}")
    keyboard = visit.page.keyboard
    said = visit.page.locator(".bar-said")
    first = bar_of(visit).get_by_role("gridcell").first
    first.focus()
    expect(said).to_contain_text("界桩 ")
    keyboard.press("ArrowDown")
    expect(said).to_contain_text("左侧：")
    words = []
    for _ in range(4):
        words.append(said.text_content())
        keyboard.press("ArrowRight")
    assert any("无数据" in str(each) for each in words)
    keyboard.press("Home")
    expect(said).to_contain_text("左侧：走到 K0+000.0")
    keyboard.press("End")
    before = camera(visit)
    keyboard.press("Enter")
    visit.settled()
    assert camera(visit) != before
    assert visit.page.evaluate("document.activeElement.getAttribute('role')") == "gridcell"
    tabs = desk.get_by_role("tab")
    tabs.first.focus()
    keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    keyboard.press("Tab")
    expect(desk.get_by_role("tabpanel")).to_be_focused()
    keyboard.press("Escape")
    expect(desk.get_by_role("searchbox")).to_be_visible()
    expect(desk.get_by_role("button", name=re.compile(inspected.line.name))).to_be_focused()
    keyboard.press("Escape")
    expect(desk).to_be_hidden()
    expect(visit.page.get_by_role("button", name="联检工作台", exact=True)).to_be_focused()
    visit.settled()
    assert "desk" not in visit.page.evaluate("location.hash")


def test_an_office_sees_its_own_side_alone_r3_10(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    more = f"&inspection={inspected.inspection}&office={inspected.line.left_code}"
    open_line(visit, inspected, more)
    expect(bar_of(visit).locator(".bar-span.left").first).to_be_visible()
    expect(bar_of(visit).locator(".bar-span.right")).to_have_count(0)
    expect(visit.page.locator(".shares")).not_to_contain_text("右侧")
    assert {each["side"] for each in drawn(visit, "desk tracks")} == {"left"}
    assert {each["side"] for each in drawn(visit, "desk walked")} == {"left"}
    visit.picture("desk-one-side")


def test_a_click_on_the_line_tells_chainage_side_and_marker(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    desk = open_line(visit, inspected)
    places = course_of(visit, inspected)
    lon, lat = places[len(places) // 2]
    at = visit.answer(f"/v1/boundaries/at?lon={lon}&lat={lat}&date={DAY}")["boundaries"][0]
    visit.click_at(lon, lat)
    told = desk.locator(".told")
    expect(told).to_contain_text(f"此处里程 K{int(at['chainage_m'] // 1000)}+")
    expect(told).to_contain_text("沿线最近界桩")
    expect(visit.page.get_by_role("region", name="地点")).to_be_hidden()


def test_results_are_computed_by_who_holds_the_token(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    desk = open_line(visit, inspected, f"&inspection={inspected.planned}")
    expect(visit.page.locator(".shares")).to_contain_text("尚无走到情况的计算结果")
    desk.get_by_role("tab", name=re.compile("缺口")).click()
    visit.picture("desk-nothing-computed")
    desk.get_by_label("写入令牌").fill("wrong")
    desk.get_by_role("button", name="计算").click()
    expect(desk.locator(".told")).to_contain_text("令牌不符")
    assert all("403" in each or "401" in each for each in visit.complaints)
    visit.complaints.clear()
    desk.get_by_label("写入令牌").fill("test-token")
    desk.get_by_role("button", name="计算").click()
    expect(desk.locator(".told")).to_contain_text("已计算")
    visit.settled()
    expect(desk.locator("table.rows")).to_be_visible()


def test_the_report_is_saved_and_the_evidence_verified(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    desk = open_line(visit, inspected, f"&inspection={inspected.inspection}")
    desk.get_by_role("button", name="证据校验").click()
    expect(desk.locator(".told")).to_contain_text("证据链")
    expect(desk.locator(".told")).to_contain_text(re.compile("完好|不符"), timeout=60_000)
    with visit.page.expect_download() as saving:
        desk.get_by_role("link", name="报告").click()
    assert saving.value.suggested_filename.endswith(".zip")


def test_a_link_opens_the_same_desk_again(
    visits: Callable[[str], Visit], desk_map: str, inspected: InspectedLine
) -> None:
    first = visits(desk_map)
    open_line(first, inspected, f"&inspection={inspected.former}")
    first.look_at(*camera(first)[:2], 11)
    link = first.page.evaluate("location.hash")
    second = visits(desk_map)
    second.open(link)
    assert second.page.evaluate("location.hash") == link
    expect(desk_of(second).get_by_label("联检", exact=True)).to_have_value(str(inspected.former))
    assert drawn(second, "desk not_walked") == drawn(first, "desk not_walked")


def test_what_is_not_there_is_said_in_sentences(
    desk_visit: Visit, inspected: InspectedLine
) -> None:
    visit = desk_visit
    visit.open(f"#date={DAY}&desk=nothing")
    desk = desk_of(visit)
    expect(desk).to_contain_text(f"{DAY} 没有登记编号为“nothing”的界线")
    assert all("404" in each for each in visit.complaints)
    visit.complaints.clear()
    visit.open(f"#date={DAY}&desk={inspected.other.number}&x")
    expect(desk).to_contain_text("此线尚无联检")
    visit.open("#date=2004-12-31&desk=")
    expect(desk).to_contain_text("2004-12-31 没有登记的界线")
    visit.page.context.set_offline(True)
    desk.get_by_role("searchbox").fill("线")
    expect(desk).to_contain_text("服务不可用")
    visit.page.context.set_offline(False)
    assert all("ERR_INTERNET_DISCONNECTED" in each for each in visit.complaints)
    visit.complaints.clear()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080)])
def test_the_parts_of_the_desk_do_not_lie_on_each_other(
    desk_visit: Visit, inspected: InspectedLine, width: int, height: int
) -> None:
    visit = desk_visit
    visit.page.set_viewport_size({"width": width, "height": height})
    open_line(visit, inspected, f"&inspection={inspected.inspection}")
    boxes = []
    for selector in (
        ".title-bar",
        ".desk:not([hidden])",
        ".desk-strip",
        ".time-bar",
        ".layer-panel",
    ):
        box = visit.page.locator(selector).bounding_box()
        assert box is not None, selector
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        boxes.append((selector, box))
    for at, (name, one) in enumerate(boxes):
        for other_name, other in boxes[at + 1 :]:
            apart = (
                one["x"] + one["width"] <= other["x"]
                or other["x"] + other["width"] <= one["x"]
                or one["y"] + one["height"] <= other["y"]
                or other["y"] + other["height"] <= one["y"]
            )
            assert apart, f"{name} lies on {other_name}"
    wide, seen = visit.page.evaluate(
        "() => { const { scrollWidth, clientWidth } = document.querySelector('.desk');"
        " return [scrollWidth, clientWidth]; }"
    )
    assert wide <= seen
    visit.picture(f"desk-{width}")
