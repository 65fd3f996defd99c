"""Zhejiang and Hebei at the end of 2021, derived without the file that shows them, against it.

The floors are what is reached; a change that loses some of it fails here. The platform's shapes
follow Tianditu, whose limits lie a hundred metres from those of the file in the median (110
vertices a county), so few agree to 98 % however they are derived. On the digitising of the file
itself the same derivation agrees but for places that the file drew anew without a decision.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from sqlalchemy import Engine

from bench.agreement import Agreement, agreements, share_of
from bench.derived_shapes import (
    ENOUGH,
    UNSEEN_DAY,
    UNSEEN_FILE,
    Shapes,
    platform_shapes,
    rederived_shapes,
    unseen_shapes,
)

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def unseen(real_data: Path) -> Shapes:
    return unseen_shapes(real_data)


@pytest.fixture(scope="module")
def of_the_platform(real_divisions: Engine, unseen: Shapes) -> list[Agreement]:
    with real_divisions.connect() as connection:
        return agreements(platform_shapes(connection, UNSEEN_DAY), unseen)


@pytest.fixture(scope="module")
def of_the_derivation(real_divisions: Engine, unseen: Shapes) -> dict[str, Agreement]:
    with real_divisions.connect() as connection:
        shapes = rederived_shapes(connection, {code[:2] for code in unseen}, UNSEEN_DAY)
    return {one.code: one for one in agreements(shapes, unseen)}


def test_the_file_is_no_source_of_the_platform(real_divisions: Engine) -> None:
    with real_divisions.connect() as connection:
        sources = connection.exec_driver_sql("SELECT source_name FROM ingest_run").scalars().all()
    assert sources
    assert not [name for name in sources if UNSEEN_FILE in name]


def test_every_county_of_the_file_has_a_shape(
    of_the_platform: list[Agreement], of_the_derivation: dict[str, Agreement]
) -> None:
    assert len(of_the_platform) == len(of_the_derivation) == 257
    assert all(one.grade != "none" for one in of_the_platform)
    assert all(one.grade != "none" for one in of_the_derivation.values())


def test_on_the_digitising_of_the_file_the_derived_counties_agree(
    of_the_derivation: dict[str, Agreement],
) -> None:
    assert share_of((one.iou for one in of_the_derivation.values()), ENOUGH) >= 0.96


@pytest.mark.parametrize(
    ("code", "grade"),
    [
        ("330102", "cut"),  # 上城区 with the south of 江干区
        ("330105", "derived"),  # 拱墅区 with 下城区
        ("330110", "cut"),  # 余杭区 without 临平区
        ("330113", "cut"),
        ("130502", "cut"),  # 襄都区: 桥东区 and a part of 邢台县
        ("130503", "cut"),
    ],
)
def test_what_was_merged_split_and_cut_since_agrees_too(
    of_the_derivation: dict[str, Agreement], code: str, grade: str
) -> None:
    assert of_the_derivation[code].grade == grade
    assert of_the_derivation[code].iou >= ENOUGH


def test_the_worst_of_the_derivation_are_drawn_anew_without_a_decision(
    of_the_derivation: dict[str, Agreement],
) -> None:
    """路北区, 丰润区, 丰南区 (高新区), 龙湾区, 龙港市 (new land): held, and drawn otherwise."""
    worst = {code for code, one in of_the_derivation.items() if one.iou < ENOUGH}
    redrawn = {"130203", "130207", "130208", "330303", "330383"}
    by_another_cut = {"330109", "330114", "330602", "330604"}
    assert worst <= redrawn | by_another_cut
    assert {of_the_derivation[code].grade for code in redrawn} == {"held"}


def test_limits_of_the_platform_lie_where_the_other_map_has_them(
    of_the_platform: list[Agreement],
) -> None:
    assert share_of((one.iou for one in of_the_platform), ENOUGH) >= 0.08
    assert share_of((one.iou for one in of_the_platform), 0.95) >= 0.66
    assert share_of((one.beyond_strips for one in of_the_platform), ENOUGH) >= 0.66
    off = sorted(one.off_m for one in of_the_platform)
    assert off[len(off) // 2] < 150


def test_each_of_the_ten_worst_of_the_platform_has_a_reason(
    of_the_platform: list[Agreement],
) -> None:
    for one in of_the_platform[:10]:
        assert one.reason.endswith("in the other map") or "sea" in one.reason, one


def test_units_that_no_map_moved_agree_no_better_than_the_derived_ones(
    of_the_platform: list[Agreement],
) -> None:
    """So the difference is of the maps, not of the derivation."""
    held = [one.iou for one in of_the_platform if one.grade == "held"]
    assert len(held) > 200
    assert share_of(held, ENOUGH) < 0.2


def test_agreement_tells_strips_from_places() -> None:
    box = shapely.box
    own = {"1": ("held", shapely.MultiPolygon([box(120, 30, 120.2, 30.2)]))}
    strip = {"1": ("甲", shapely.MultiPolygon([box(120, 30, 120.202, 30.2)]))}
    place = {
        "1": ("甲", shapely.MultiPolygon([box(120, 30, 120.1, 30.2)])),
        "2": ("乙", shapely.MultiPolygon([box(120.1, 30, 120.2, 30.2)])),
    }
    [near] = agreements(own, strip)
    assert near.iou == pytest.approx(0.2 / 0.202)
    assert near.beyond_strips == pytest.approx(1.0)
    assert near.reason.startswith("digitising")
    absent, half = agreements(own, place)
    assert (absent.code, absent.iou, absent.reason) == ("2", 0.0, "no shape known")
    assert half.iou == pytest.approx(0.5)
    assert half.reason == "50% only derived: 2 in the other map"
