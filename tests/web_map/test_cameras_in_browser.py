"""Cameras on the map: switched on, drawn as of the day, and what a click tells."""

from __future__ import annotations

from map_visit import OUTPUT, Visit
from playwright.sync_api import expect


def test_officer_sees_cameras_their_sectors_and_which_see_a_place_r7_2(visit: Visit) -> None:
    visit.open("#date=2024-06-01&layers=")
    assert visit.drawn("camera") == []
    visit.page.get_by_label("视频点位", exact=True).check()
    visit.settled()
    listed = visit.answer("/v1/cameras?date=2024-06-01&q=界桩")["cameras"]
    looking = next(one for one in listed if one["view"]["reach_m"] == 250)
    visit.look_at(looking["lon"], looking["lat"], 15.5)
    drawn = {one["number"] for one in visit.drawn("camera")}
    assert looking["number"] in drawn
    assert looking["number"] in {one["number"] for one in visit.drawn("camera_sector")}
    OUTPUT.mkdir(exist_ok=True)
    visit.page.screenshot(path=OUTPUT / "cameras.png")

    visit.click_at(looking["lon"], looking["lat"])
    bubble = visit.page.locator(".camera-popup")
    expect(bubble).to_contain_text(looking["name"])
    expect(bubble).to_contain_text(looking["number"])
    expect(bubble).to_contain_text("画面不经本平台")
    bubble.get_by_text("查看画面").click()
    for label, said in (("查看人", "王"), ("用途", "界线巡查"), ("写入令牌", "test-token")):
        bubble.get_by_label(label).fill(said)
    bubble.get_by_role("button", name="开具链接").click()
    link = bubble.get_by_role("link")
    expect(link).to_contain_text("打开画面")
    answer = visit.page.request.get(f"{visit.base}{link.get_attribute('href')}", max_redirects=0)
    assert answer.status == 302
    assert answer.headers["location"] == (
        f"https://video.example/live?channel={looking['number']}&user=%E7%8E%8B"
    )
    visit.page.screenshot(path=OUTPUT / "camera-details.png")
    visit.page.get_by_label("关闭", exact=True).click()

    marker = looking["name"].removeprefix("界桩 ")
    place = visit.answer(f"/v1/cameras/seeing?date=2024-06-01&line={marker[:4]}&marker={marker}")
    lon, lat = place["place"]["lon"], place["place"]["lat"]
    card = visit.click_at(lon, lat)
    expect(card).to_contain_text("能看到此处的视频点位")
    expect(card).to_contain_text(looking["name"])
    expect(card).to_contain_text("遮挡未知")
    visit.page.screenshot(path=OUTPUT / "cameras-seeing.png")


def test_cameras_follow_the_day_and_sensitive_ones_are_never_drawn_r7_4(visit: Visit) -> None:
    visit.open("#date=2015-01-01&layers=camera")
    assert visit.drawn("camera") == []
    visit.go_to_day("2020-01-01")
    names = {one["name"] for one in visit.drawn("camera")}
    assert names
    assert not any(name.endswith("大厅") for name in names)
