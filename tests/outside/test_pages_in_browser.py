"""The shared documents as pages: Chromium goes from the landing page to a collection."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from watched_server import Watched

pytestmark = pytest.mark.browser


def test_a_person_finds_a_collection_from_the_landing_page(
    server: Watched, browser: Browser
) -> None:
    context = browser.new_context(locale="zh-CN")
    try:
        page = context.new_page()
        page.goto(f"{server.address}/ogc")
        assert page.locator("h1").inner_text() == "时空"
        page.get_by_role("link", name="全部数据集合").first.click()
        assert "county" in page.content()
        page.get_by_role("link", name="县级行政区", exact=True).first.click()
        assert "county" in page.url
        assert "县级行政区" in page.content()
        page.goto(f"{server.address}/ogc/conformance")
        assert "ogcapi-features-1/1.0/conf/core" in page.content()
    finally:
        context.close()
    assert {one.status for one in server.asked} <= {200, 404}  # 404: of an icon alone
