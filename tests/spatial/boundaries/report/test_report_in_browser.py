"""The page of a report, opened from disk as an officer does."""

from __future__ import annotations

from playwright.sync_api import Browser
from report_making import Made


def test_the_page_opens_from_disk_and_asks_nobody_r3_8(made: Made, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((made.folder / "report.html").as_uri())
    assert page.get_by_role("heading", level=1).inner_text() == "东西线第五轮联合检查报告"
    # Two drawings and two photos, all loaded and with a size.
    widths = page.locator("img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert len(widths) == 4
    assert all(width > 0 for width in widths)
    home = made.folder.as_uri()
    assert [url for url in asked if not url.startswith(home)] == []
    assert complaints == []
    # Nothing is wider than the page.
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.close()


def test_a_map_opens_by_itself(made: Made, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.goto((made.folder / "maps" / "overview.svg").as_uri())
    texts = page.locator("text").all_text_contents()
    assert "真北" in texts
    assert "东溪县" in texts
    page.close()
