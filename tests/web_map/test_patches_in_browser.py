"""The desk of suspected patches (疑似图斑) over the sample: found, assigned, checked, decided."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from map_visit import Visit
from playwright.sync_api import Locator, Page, expect
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from sqlalchemy import Engine

from deploy.cluster import Cluster
from spatial.db import open_engine
from tests.web_map.conftest import served

pytestmark = pytest.mark.browser

OLD, NEW = "2024-04-10", "2024-09-20"
HERE = "map=12.00/30.70000/150.98000"
OFFICE = "990102"


@pytest.fixture
def patch_engine(cluster: Cluster, sample_database: Engine) -> Iterator[Engine]:
    """A copy of the sample that may be written to."""
    name = f"patches_{uuid4().hex[:8]}"
    sample_database.dispose()  # nobody may stay connected to what is copied
    cluster.create_database(name, str(sample_database.url.database))
    own = open_engine(cluster.url(name), pool=4)
    yield own
    own.dispose()
    cluster.drop_database(name)


@pytest.fixture
def patch_visit(
    patch_engine: Engine, web_map: Path, visits: Callable[[str], Visit]
) -> Iterator[Visit]:
    """A visit to the map over the copy."""
    with served(patch_engine, web_map) as base:
        yield visits(base)


def desk(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="疑似图斑", exact=True)


def sign(page: Page, *, token: str = "test-token") -> None:
    """Fills in who writes."""
    page.get_by_label("本单位代码").fill(OFFICE)
    page.get_by_label("本人姓名").fill("张三")
    page.get_by_label("写入令牌").fill(token)


def find(visit: Visit) -> None:
    """Asks for what differs between two dates in the view."""
    desk(visit).get_by_role("button", name="由两期影像的差异找图斑").click()
    desk(visit).get_by_label("之前影像的日期").fill(OLD)
    desk(visit).get_by_label("之后影像的日期").fill(NEW)
    desk(visit).get_by_label("判定数值").fill("0.4")
    sign(visit.page)
    desk(visit).get_by_role("button", name="预览", exact=True).click()
    visit.settled()


def drawn(visit: Visit, layer: str) -> list[dict[str, object]]:
    """The properties of what a layer of the desk draws now."""
    found: list[dict[str, object]] = visit.page.evaluate(
        "async (layer) => { const { map, settled } = await window.__shikong; await settled();"
        " return map.queryRenderedFeatures({ layers: [layer] }).map((each) => each.properties); }",
        layer,
    )
    return found


def total(visit: Visit) -> int:
    counted: int = visit.answer("/v1/patches")["total"]
    return counted


def photo() -> bytes:
    """A small JPEG."""
    with MemoryFile() as memory:
        with (
            pytest.warns(NotGeoreferencedWarning),
            memory.open(driver="JPEG", width=32, height=24, count=3, dtype="uint8") as image,
        ):
            image.write(np.full((3, 24, 32), 120, np.uint8))
        content: bytes = memory.read()
    return content


def test_patches_are_found_by_two_dates_looked_at_and_only_then_stored_r6_5(
    patch_visit: Visit,
) -> None:
    visit = patch_visit
    visit.open(f"#date={NEW}&{HERE}&patches=")
    expect(desk(visit).get_by_role("status").first).to_have_text("没有符合条件的图斑。")
    keep = desk(visit).get_by_role("button", name="把预览所得存为图斑")
    desk(visit).get_by_role("button", name="由两期影像的差异找图斑").click()
    expect(keep).to_be_disabled()
    find_again = desk(visit).get_by_role("button", name="回到图斑列表")
    find_again.click()
    find(visit)
    told = desk(visit).locator(".find-form .told")
    expect(told).to_contain_text(f"比较 {OLD} 与 {NEW} 的影像")
    expect(told).to_contain_text("尚未存储")
    assert drawn(visit, "patch preview edge")
    assert total(visit) == 0
    visit.picture("patches-preview")
    keep.click()
    visit.settled()
    expect(told).to_contain_text("已存")
    stored = total(visit)
    assert stored > 0
    find_again.click()
    expect(desk(visit).locator(".patches li")).to_have_count(stored)
    assert {each["state"] for each in drawn(visit, "patch desk edge")} == {"found"}
    desk(visit).get_by_label("图斑状态").select_option("confirmed")
    visit.settled()
    expect(desk(visit).get_by_role("status").first).to_have_text("没有符合条件的图斑。")
    desk(visit).get_by_label("图斑状态").select_option("")
    visit.settled()
    desk(visit).get_by_label("区划代码", exact=True).fill("990102")
    expect(desk(visit).locator(".patches li")).to_have_count(
        visit.answer(f"/v1/patches?division=990102&date={NEW}")["total"]
    )
    visit.picture("patches-list")


def test_patch_goes_from_found_to_rechecked_and_what_is_missing_is_said_r6_5(
    patch_visit: Visit, tmp_path: Path
) -> None:
    visit = patch_visit
    page = visit.page
    visit.open(f"#date={NEW}&{HERE}&patches=")
    find(visit)
    desk(visit).get_by_role("button", name="把预览所得存为图斑").click()
    visit.settled()
    desk(visit).get_by_role("button", name="回到图斑列表").click()
    desk(visit).locator(".patches .line").first.click()
    visit.settled()
    number = visit.answer("/v1/patches")["patches"][0]["id"]
    assert page.evaluate("location.hash").endswith(f"patches={number}")
    expect(desk(visit)).to_contain_text("虚构省")
    expect(desk(visit).get_by_role("img", name=re.compile(f"之前的影像，{OLD}"))).to_be_visible()
    expect(desk(visit).get_by_role("img", name=re.compile(f"之后的影像，{NEW}"))).to_be_visible()
    visit.picture("patch-found")

    form = desk(visit).get_by_role("form", name="办理图斑")
    # A form that is sent empty: all that is missing is said at once, and nothing is stored.
    form.get_by_role("button", name="派发", exact=True).click()
    visit.settled()
    for words in ("缺核查单位。", "缺核查人。", "缺办理期限。"):
        expect(form.get_by_role("alert")).to_contain_text(words)
    form.get_by_label("核查单位代码").fill(OFFICE)
    form.get_by_label("核查人", exact=True).fill("李四")
    form.get_by_label("办理期限").fill("2099-12-31")
    form.get_by_role("button", name="派发", exact=True).click()
    visit.settled()
    expect(desk(visit).locator(".patch-state").first).to_have_text("已派发")
    assert "assigned" in {each["state"] for each in drawn(visit, "patch desk edge")}

    form.get_by_role("radio", name="登记核查").check()
    form.get_by_role("button", name="登记核查").click()
    visit.settled()
    for words in ("缺现场照片。", "缺现场位置。"):
        expect(form.get_by_role("alert")).to_contain_text(words)
    picture = tmp_path / "site.jpg"
    picture.write_bytes(photo())
    form.get_by_label("现场照片").set_input_files(picture)
    form.get_by_role("button", name="在图上取核查位置").click()
    visit.settled()
    x, y = page.evaluate(
        "async (number) => { const { map } = await window.__shikong;"
        " const [found] = map.querySourceFeatures('patch desk', { filter: ['all',"
        " ['has', 'sign'], ['==', ['get', 'id'], number]] });"
        " const { x, y } = map.project(found.geometry.coordinates); return [x, y]; }",
        number,
    )
    page.mouse.click(x, y)
    expect(form.get_by_label("经度")).to_have_value(re.compile(r"^15[01]\.\d{6}$"))
    form.get_by_role("button", name="登记核查").click()
    visit.settled()
    expect(desk(visit).locator(".patch-state").first).to_have_text("已核查")
    expect(desk(visit).get_by_role("link", name="现场照片")).to_be_visible()
    visit.picture("patch-checked")

    form.get_by_role("radio", name="认定属实").check()
    form.get_by_role("button", name="认定属实").click()
    visit.settled()
    expect(form.get_by_role("alert")).to_contain_text("缺理由。")
    form.get_by_label("说明或理由").fill("新建墓位")
    form.get_by_role("button", name="认定属实").click()
    visit.settled()
    expect(desk(visit).locator(".patch-state").first).to_have_text("属实")
    steps = desk(visit).locator(".chain li strong")
    expect(steps).to_have_text(["发现", "已派发", "已核查", "属实"])
    # What follows a decision is a check again, and nothing else.
    expect(form.get_by_role("button", name="登记复核")).to_be_visible()
    states = [each["to"] for each in course_of(visit, number)]
    assert states == ["found", "assigned", "checked", "confirmed"]

    desk(visit).get_by_role("button", name="在图上拉帘对比前后影像").click()
    visit.settled()
    bar = page.get_by_role("region", name="两期影像对比")
    expect(bar.get_by_label("之前的日期")).to_have_value(OLD)
    expect(bar.get_by_label("之后的日期")).to_have_value(NEW)
    visit.picture("patch-compare")
    # The browser itself notes each step that was refused; nothing else may be complained of.
    assert all("422" in each for each in visit.complaints)
    visit.complaints.clear()


def course_of(visit: Visit, number: int) -> list[dict[str, str]]:
    """The steps of a patch as the server has them."""
    course: list[dict[str, str]] = visit.answer(f"/v1/patches/{number}")["properties"]["course"]
    return course


def test_wrong_token_and_a_form_without_names_write_nothing(patch_visit: Visit) -> None:
    visit = patch_visit
    visit.open(f"#date={NEW}&{HERE}&patches=")
    desk(visit).get_by_role("button", name="由两期影像的差异找图斑").click()
    desk(visit).get_by_role("button", name="预览", exact=True).click()
    expect(desk(visit).get_by_text("请核对两期影像的日期")).to_be_visible()
    desk(visit).get_by_label("之前影像的日期").fill(OLD)
    desk(visit).get_by_label("之后影像的日期").fill(NEW)
    desk(visit).get_by_role("button", name="预览", exact=True).click()
    expect(desk(visit).get_by_text("请填写本单位代码、本人姓名、写入令牌")).to_be_visible()
    sign(visit.page, token="wrong")
    desk(visit).get_by_role("button", name="预览", exact=True).click()
    visit.settled()
    expect(desk(visit).locator(".find-form .told")).to_have_text("令牌不符，或此单位无权办理。")
    assert total(visit) == 0
    # The browser itself notes the request that was refused.
    assert all("40" in each for each in visit.complaints)
    visit.complaints.clear()


def test_file_of_patches_is_taken_and_what_is_refused_is_told_r6_5(
    patch_visit: Visit, tmp_path: Path
) -> None:
    visit = patch_visit
    file = tmp_path / "图斑.geojson"
    ring = "[[150.97,30.69],[150.975,30.69],[150.975,30.694],[150.97,30.69]]"
    file.write_text(
        '{"type":"FeatureCollection","features":['
        f'{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}},'
        '{"type":"Feature","properties":{},"geometry":null}]}',
        "utf-8",
    )
    visit.open(f"#date={NEW}&{HERE}&patches=")
    desk(visit).get_by_role("button", name="上传图斑文件").click()
    desk(visit).get_by_label("图斑文件", exact=True).set_input_files(file)
    desk(visit).get_by_label("疑似类型").fill("公墓扩建")
    sign(visit.page)
    for words in (
        "已存 1 个图斑，拒收 1 个（没有图形）。",
        "此前已经存过，共 1 个图斑，没有变化。",
    ):
        desk(visit).get_by_role("button", name="上传", exact=True).click()
        visit.settled()
        expect(desk(visit).locator(".find-form .told")).to_have_text(words)
    desk(visit).get_by_role("button", name="回到图斑列表").click()
    expect(desk(visit).locator(".patches .line")).to_contain_text("公墓扩建")
    # A click on its area opens it.
    x, y = visit.page.evaluate(
        "async () => { const { x, y } ="
        " (await window.__shikong).map.project([150.9735, 30.6915]); return [x, y]; }"
    )
    visit.page.mouse.click(x, y)
    visit.settled()
    expect(desk(visit).get_by_role("heading", name="公墓扩建")).to_be_visible()


def test_desks_open_one_at_a_time_and_stand_in_the_link(visit: Visit) -> None:
    visit.open(f"#date={NEW}&{HERE}")
    page = visit.page
    desks = {"遥感影像工作台": "遥感影像", "疑似图斑工作台": "疑似图斑", "联检工作台": "联检工作台"}
    for press, name in desks.items():
        page.get_by_role("button", name=press).click()
        visit.settled()
        for other in desks.values():
            region = page.get_by_role("region", name=other, exact=True)
            expect(region).to_have_count(1 if other == name else 0)
    page.get_by_role("button", name="疑似图斑工作台").click()
    visit.settled()
    assert page.evaluate("location.hash").endswith("patches=")
    page.get_by_role("button", name="关闭疑似图斑").click()
    expect(page.get_by_role("button", name="疑似图斑工作台")).to_be_focused()
    assert "patches" not in page.evaluate("location.hash")
