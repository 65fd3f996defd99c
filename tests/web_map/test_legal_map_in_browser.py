"""A map of the country that drops a part of it is wrong in law (R5.4): the browser is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from map_visit import Visit

pytestmark = [pytest.mark.browser, pytest.mark.real_data]

TAIWAN, HONG_KONG, MACAO = "710000", "810000", "820000"
CITIES_WITHOUT_COUNTIES = {"441900", "442000", "460400", "620200"}


@pytest.mark.parametrize("level", ["province", "prefecture", "county"])
@pytest.mark.parametrize("day", ["1982-06-30", "1982-12-31", "2024-12-31"])
def test_whole_country_is_drawn_at_every_level(
    visits: Callable[[str], Visit], real_map: str, level: str, day: str
) -> None:
    visit = visits(real_map)
    visit.open(f"#date={day}&level={level}")
    codes = {feature["code"] for feature in visit.drawn(level)}
    assert {TAIWAN, HONG_KONG, MACAO} <= codes
    if day == "2024-12-31" and level != "province":
        assert codes >= CITIES_WITHOUT_COUNTIES
    kinds = {line["kind"] for line in visit.drawn("boundary_line")}
    assert {"national", "dashed_line", "undetermined"} <= kinds
    visit.picture(f"country-{level}-{day}")


def test_whole_country_is_drawn_before_the_record(
    visits: Callable[[str], Visit], real_map: str
) -> None:
    visit = visits(real_map)
    visit.open("#date=1981-06-30")
    assert {"national", "dashed_line"} <= {line["kind"] for line in visit.drawn("boundary_line")}
    assert visit.drawn("province")
