"""An officer searches by any name of any time, and sees the document behind a change."""

from __future__ import annotations

import re

import pytest
from map_visit import Visit
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser


def box_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("combobox", name="查找地名或区划")


def options_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("listbox", name="查找结果").get_by_role("option")


def test_r2_2_a_former_name_leads_to_the_unit_and_says_until_when(visit: Visit) -> None:
    visit.open("#date=2024-12-31")
    box_of(visit).fill("虚丙")
    hit = options_of(visit).first
    expect(hit).to_contain_text("虚云县")
    expect(hit).to_contain_text("曾用名，至2006年")
    box_of(visit).press("Enter")
    visit.settled()
    card = visit.page.get_by_role("region", name="地点")
    expect(card.locator(".then")).to_contain_text("虚云县")
    visit.picture("search-former-name")


def test_pinyin_initials_and_codes_are_answered_in_the_box(visit: Visit) -> None:
    visit.open("#date=2024-12-31")
    for question in ("xuyunxian", "xyx", "990121"):
        box_of(visit).fill(question)
        expect(options_of(visit).filter(has_text="虚云县").first).to_be_visible()
    box_of(visit).fill("qqqq")
    expect(visit.page.get_by_text("没有找到“qqqq”")).to_be_visible()
    box_of(visit).press("Escape")
    expect(visit.page.get_by_text("没有找到“qqqq”")).to_be_hidden()


def test_the_list_is_walked_with_the_arrows(visit: Visit) -> None:
    visit.open("#date=2024-12-31")
    box_of(visit).fill("虚甲")
    expect(options_of(visit).first).to_be_visible()
    box_of(visit).press("ArrowDown")
    expect(options_of(visit).first).to_have_attribute("aria-selected", "true")
    expect(box_of(visit)).to_have_attribute("aria-activedescendant", "search-hits-0")
    box_of(visit).press("ArrowUp")
    expect(options_of(visit).last).to_have_attribute("aria-selected", "true")


def test_the_card_names_the_document_behind_a_change(visit: Visit) -> None:
    visit.open("#date=2024-12-31")
    box_of(visit).fill("虚卯区")
    expect(options_of(visit).first).to_be_visible()
    box_of(visit).press("Enter")
    visit.settled()
    decision = visit.page.locator(".history .decision")
    expect(decision).to_contain_text("虚政函〔2022〕5号")
    expect(decision).to_contain_text("批准 2022-04-11，公布 2022-05-06")
    link = decision.get_by_role("link")
    expect(link).to_have_attribute("href", re.compile("/v1/divisions/events/[0-9]+"))


def test_no_alarm_is_raised_when_the_map_is_redrawn_under_an_outline(visit: Visit) -> None:
    """The outline of the open place is drawn upon tiles that the next date takes away."""
    visit.open("#date=2012-06-01&level=county")
    box_of(visit).fill("虚丙")
    expect(options_of(visit).first).to_be_visible()
    box_of(visit).press("Enter")
    visit.settled()
    for day in ("2016-01-01", "2024-06-01", "2005-01-01"):
        visit.go_to_day(day)
        expect(visit.page.locator(".notice")).to_be_hidden()
