"""Hot spots of cases: by division and grid, hour and season, small cells kept, asked again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from area_rows import store_areas
from pydantic import ValidationError
from reach_rows import Case, Facility, store_cases, store_facilities
from registry_rows import FIRST, store_registry, version
from sqlalchemy import Engine, text

from spatial.business.answering.answer import Answer, Knowledge
from spatial.business.reach.again import AGAIN
from spatial.business.reach.hot_times import in_hours, in_seasons, periods_over
from spatial.business.reach.hotspots import hotspots
from spatial.business.reach.questions import Hotspots
from spatial.business.reach.records import Cases
from spatial.errors import BadParameter

DAY = date(2015, 12, 31)
SIDE = 6


def code(x: int, y: int) -> str:
    return f"9901{1 + y * SIDE + x:02}"


@pytest.fixture(scope="module")
def country(module_engine: Engine) -> Engine:
    """36 counties, squares of a degree. Cases of 2015: more in the south-west from July on."""
    codes = [code(x, y) for y in range(SIDE) for x in range(SIDE)]
    store_registry(
        module_engine,
        [version("990000", "虚构省"), version("990100", "虚构市")]
        + [version(one, f"{one}县", FIRST) for one in codes],
        [],
    )
    store_areas(
        module_engine,
        {code(x, y): (100.0 + x, 30.0 + y) for y in range(SIDE) for x in range(SIDE)},
        [(one, DAY, [one]) for one in codes],
    )
    with module_engine.begin() as connection:
        connection.execute(
            text("INSERT INTO division_build VALUES (true, 'test', clock_timestamp())")
        )
    dice = np.random.default_rng(20260101)
    cases = []
    for number in range(1_800):
        day = date(2015, 1, 1) + timedelta(days=int(dice.integers(0, 365)))
        x, y = dice.uniform((100.0, 30.0), (106.0, 36.0))
        cases.append(Case(x, y, day, f"{day}T{number % 24:02}:30:00+08:00"))
    for _ in range(300):
        day = date(2015, 7, 1) + timedelta(days=int(dice.integers(0, 180)))
        x, y = dice.uniform((100.0, 30.0), (102.0, 32.0))
        cases.append(Case(x, y, day, f"{day}T02:30:00+08:00"))
    store_cases(module_engine, "rescue", cases, grade="internal")
    store_cases(module_engine, "closed", cases, grade="sensitive", minimum_cell=60)
    store_facilities(module_engine, "station", [Facility("A", 100.5, 30.5)])
    return module_engine


def ask(engine: Engine, **asked: Any) -> Answer:
    asked = {"dataset": "rescue", "date": DAY} | asked
    with engine.connect() as connection:
        return hotspots(connection, Hotspots(**asked), Knowledge())


PLANTED = {code(x, y) for x in (0, 1) for y in (0, 1)}


def test_the_planted_counties_are_hot_and_few_others_r8_1(country: Engine) -> None:
    got = ask(country, permutations=999)
    hot = {one["code"] for one in got.items if one["class"].startswith("hot")}
    assert hot >= PLANTED
    assert len(hot - PLANTED) <= 5
    assert all(one["q"] <= 0.05 for one in got.items if one["code"] in hot)
    assert sum(one["value"] for one in got.items) == got.summary["total"] == 2_100
    assert got.divisions is not None
    assert got.divisions.level == "county"


def test_hours_over_midnight_and_seasons_choose_cases(country: Engine) -> None:
    night = ask(country, hours=(22, 6))
    assert night.summary["total"] == 8 * 75 + 300
    profile = night.summary["by_hour"]
    assert profile["2"] == 375
    assert profile["12"] == 0
    spring = ask(country, seasons=("spring",))
    assert spring.summary["by_season"]["summer"] == 0
    assert not any(one["class"].startswith("hot") for one in spring.items)


def test_parts_of_the_day_are_told_by_themselves(country: Engine) -> None:
    got = ask(country, split="hour")
    hot = {
        part: {
            one["code"]
            for one in got.items
            if one["part"] == part and one["class"].startswith("hot")
        }
        for part in ("00-06", "12-18")
    }
    assert len(hot["00-06"] & PLANTED) >= 2
    assert not hot["12-18"] & PLANTED


def test_a_grid_shows_cells_with_their_squares(country: Engine) -> None:
    got = ask(country, cell_m=50_000)
    assert got.divisions is not None
    assert got.divisions.level is None
    hot = [one for one in got.items if one["class"].startswith("hot")]
    assert hot
    assert np.mean([one["lon"] < 102.3 and one["lat"] < 32.3 for one in hot]) > 0.9
    [ring] = hot[0]["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    assert got.summary["total"] == 2_100


def test_the_most_likely_cylinder_is_where_and_when_they_were_planted(country: Engine) -> None:
    got = ask(country, method="scan", period="month", longest=6, **{"from": date(2015, 1, 1)})
    first = got.items[0]
    assert set(first["members"]) >= PLANTED - {code(1, 1)}
    assert len(set(first["members"]) - PLANTED) <= 2
    assert (first["from"], first["p"]) == ("2015-07-01", 0.005)
    assert first["observed"] > first["expected"]
    assert (got.summary["model"], got.summary["periods"]) == ("permutation", 12)


def test_the_course_of_hot_spots_is_named(country: Engine) -> None:
    got = ask(country, method="emerging", period="month", **{"from": date(2015, 1, 1)})
    courses = {one["code"]: (one["kind"], one["course"]) for one in got.items}
    assert courses[code(0, 0)][0] == "hot"
    assert courses[code(0, 0)][1] in ("consecutive", "sporadic")
    assert sum(kind == "hot" for kind, _ in courses.values()) <= 9
    assert len(got.summary["periods"]) == 12


def test_of_small_cells_only_the_meaning_is_shown_r8_4(country: Engine) -> None:
    for method in ("gi", "scan", "emerging"):
        got = ask(country, dataset="closed", method=method, **{"from": date(2015, 1, 1)})
        for one in got.items:
            told = {"z", "p", "q", "trend_z", "periods", "observed", "expected", "statistic"}
            told &= {name for name, value in one.items() if value is not None}
            if method == "scan":
                # Of a cylinder p is that of the whole country, and its count is perturbed.
                assert told == {"p", "observed"}
                assert one["observed"] >= 60
            else:
                assert not told
                assert one["value"] is None or one["value"] >= 60
        assert got.perturbation is not None
        assert (got.exact, got.summary["outside_units"]) == (False, None)
    few = ask(country, dataset="closed", hours=(12, 13))
    assert all(count is None or count >= 60 for count in few.summary["by_season"].values() if count)
    assert any(one.get("reason") == "suppressed" for one in few.items)


def test_the_same_question_has_the_same_answer_and_again_by_its_question_r8_6(
    country: Engine,
) -> None:
    for method in ("gi", "scan", "emerging"):
        first = ask(country, method=method, **{"from": date(2015, 1, 1)})
        assert first.divisions is not None
        assert first.data is not None
        then = Knowledge(first.divisions.known_at, first.data.known_at)
        with country.connect() as connection:
            again = AGAIN["hotspots"](connection, first.question, then)
        assert again == first
        assert again.digest == first.digest


def test_what_has_no_time_or_too_few_periods_is_refused(country: Engine) -> None:
    with pytest.raises(BadParameter, match="no cases"):
        ask(country, dataset="station", method="scan")
    with pytest.raises(BadParameter, match="two at least"):
        ask(
            country,
            method="emerging",
            **{"from": date(2015, 1, 1), "to": date(2015, 2, 1)},
        )
    with pytest.raises(BadParameter, match="larger"):
        ask(country, cell_m=1_000)
    with pytest.raises(ValidationError, match="split"):
        Hotspots(dataset="rescue", method="scan", split="hour")


def test_whole_periods_alone_are_counted() -> None:
    months = periods_over(date(2015, 1, 15), date(2015, 4, 20), "month")
    assert months.starts == (date(2015, 2, 1), date(2015, 3, 1), date(2015, 4, 1))
    weeks = periods_over(date(2015, 1, 1), date(2015, 1, 20), "week")
    assert weeks.starts == (date(2015, 1, 5), date(2015, 1, 12), date(2015, 1, 19))
    quarters = periods_over(date(2014, 12, 31), date(2016, 1, 1), "quarter")
    assert len(quarters) == 4
    day = (date(2015, 3, 31) - date(1970, 1, 1)).days
    assert months.places_of(np.array([day, day + 1])).tolist() == [1, -1]


def test_hours_and_seasons_are_those_of_beijing() -> None:
    days = [(date(2015, month, 1) - date(1970, 1, 1)).days for month in range(1, 13)]
    nothing = np.zeros(12)
    cases = Cases(
        nothing,
        nothing,
        nothing.astype(np.int64),
        np.array(days),
        np.array([-1, *range(0, 22, 2)]),
        np.ones(12),
        np.arange(12),
    )
    assert in_seasons(cases, ["winter"]).nonzero()[0].tolist() == [0, 1, 11]
    assert cases.hour[in_hours(cases, (20, 4))].tolist() == [0, 2, 20]
