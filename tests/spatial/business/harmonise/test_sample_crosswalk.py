"""The crosswalk of the fictional sample: every change of its counties, 2004 to 2024 and back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from spatial.business.harmonise.computing import computed_crosswalk
from spatial.business.harmonise.weights import Crosswalk, require_sums
from spatial.division_codes import Level
from spatial.divisions.footing import footing_of

FIRST, LAST = date(2004, 12, 31), date(2024, 12, 31)


def crosswalk(engine: Engine, first: date, second: date, level: Level) -> Crosswalk:
    with engine.connect() as connection:
        return computed_crosswalk(connection, footing_of(connection), level, first, second)


def rows(found: Crosswalk) -> dict[tuple[str, str | None], tuple[str, float]]:
    return {
        (one.source.name, one.target and one.target.name): (one.method.value, one.weight)
        for one in found.weights
    }


def test_every_change_of_the_sample_has_its_weights_r10_6(sample_database: Engine) -> None:
    found = crosswalk(sample_database, FIRST, LAST, Level.COUNTY)
    require_sums(found.weights)
    told = rows(found)
    assert told["虚丙县", "虚云县"] == ("unchanged", 1.0)
    assert told["虚己县", "虚己县"] == ("unchanged", 1.0)
    assert told["虚子县", "虚卯区"] == ("lineage", 1.0)
    assert told["虚辛区", "虚庚区"] == ("lineage", 1.0)
    shares = [told["虚戊县", name][1] for name in ("虚北戊县", "虚南戊县")]
    assert sum(shares) == pytest.approx(1, abs=1e-9)
    back = crosswalk(sample_database, LAST, FIRST, Level.COUNTY)
    require_sums(back.weights)
    assert rows(back)["虚北戊县", "虚戊县"] == ("lineage", 1.0)


def test_prefectures_of_the_sample_lose_the_county_that_left_r10_6(
    sample_database: Engine,
) -> None:
    found = crosswalk(sample_database, FIRST, LAST, Level.PREFECTURE)
    require_sums(found.weights)
    told = rows(found)
    # 虚丑市 went from 虚谷市 to 虚构市.
    assert told["虚构市", "虚构市"] == ("unchanged", 1.0)
    assert 0 < told["虚谷市", "虚构市"][1] < 0.5
