"""Patches over published counties: linked to the right units at each day."""

from __future__ import annotations

from datetime import date

import pytest
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection, Engine

from spatial.access.standing import Standing
from spatial.imagery.patches.links import Link, links_on
from spatial.imagery.patches.patches import Finding, Source, Wanted, enter, patches_page
from spatial.imagery.places import division_on
from tests.patch_rows import FOUND_AT

pytestmark = pytest.mark.real_data

BEFORE, AFTER = date(2020, 12, 31), date(2021, 12, 31)


def patch_in(connection: Connection, code: str, day: date) -> MultiPolygon:
    """Some 200 m by 200 m in the midst of a county as of a day."""
    point = division_on(connection, code, day).area.representative_point()
    return MultiPolygon([point.buffer(0.001, cap_style="square")])


def by_level(links: list[Link]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in links:
        found.setdefault(one.level, []).append(one.code)
    return found


@pytest.mark.parametrize(
    ("code", "day", "then", "later"),
    [
        # 杭州 2021: 下城区 and 江干区 were no more, 临平区 came from 余杭区, 钱塘区 from two.
        ("330104", date(2020, 6, 1), "330104", {"330102", "330105", "330114"}),
        ("330113", AFTER, "330113", {"330113"}),
        ("330114", AFTER, "330114", {"330114"}),
    ],
)
def test_links_are_those_of_the_day_r6_5(
    real_divisions: Engine, code: str, day: date, then: str, later: set[str]
) -> None:
    with real_divisions.connect() as connection:
        patch = patch_in(connection, code, day)
        found = links_on(connection, patch, day)
        assert by_level(found)["county"] == [then]
        assert by_level(found)["prefecture"] == ["330100"]
        assert by_level(found)["province"] == ["330000"]
        assert all(one.share > 0.999 for one in found)
        assert set(by_level(links_on(connection, patch, AFTER))["county"]) <= later
        if code in ("330113", "330114"):
            earlier = by_level(links_on(connection, patch, date(2020, 6, 1)))["county"]
            assert set(earlier) <= {"330104", "330109", "330110"}
            assert earlier


def test_shares_agree_with_an_overlay_of_the_whole_shapes(real_divisions: Engine) -> None:
    with real_divisions.connect() as connection:
        left, right = (division_on(connection, code, BEFORE).area for code in ("330106", "330108"))
        meeting = left.boundary.intersection(right.boundary)
        assert not meeting.is_empty
        patch = MultiPolygon([meeting.representative_point().buffer(0.01)])
        shares = {one.code: one.share for one in links_on(connection, patch, BEFORE)}
        for code, area in (("330106", left), ("330108", right)):
            cut = area.intersection(patch)
            assert shares[code] == pytest.approx(cut.area / patch.area, abs=2e-3)
        counties = [
            one.share for one in links_on(connection, patch, BEFORE) if one.level == "county"
        ]
        assert sum(counties) == pytest.approx(1, abs=1e-3)


def test_a_patch_of_a_county_that_is_no_more_is_its_successors_r6_5(
    real_divisions: Engine,
) -> None:
    with real_divisions.connect() as connection:
        patch = patch_in(connection, "330103", date(2020, 6, 1))
        entered = enter(
            connection,
            Source("upload", b"r" * 32, {}, "330103", "下城区民政局"),
            [Finding(1, patch, "散埋乱葬")],
            found_on=date(2020, 6, 1),
            at=FOUND_AT,
        )

        def seen(office: str | None, **wanted: object) -> list[int]:
            _, page = patches_page(
                connection,
                Standing(office),
                Wanted(**wanted),
                now=FOUND_AT,  # type: ignore[arg-type]
            )
            return [one.id for one in page]

        successor = by_level(links_on(connection, patch, AFTER))["county"][0]
        assert successor != "330103"
        assert seen("330103") == list(entered.patches)
        assert seen(successor) == list(entered.patches)
        assert seen("330108") == []
        assert seen(None, division=successor, day=AFTER) == list(entered.patches)
        assert seen(None, division="330103", day=date(2020, 6, 1)) == list(entered.patches)
        connection.rollback()
