"""Counts of single records with small cells: perturbed by their keys, the same in any question."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from record_rows import (
    ATOMS,
    GIVEN,
    Case,
    Facility,
    store_cases,
    store_dataset,
    store_facilities,
    store_world,
    take_back,
)
from sqlalchemy import Engine, text

from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import asked_again, keep, kept_answer
from spatial.business.declarations.model import PeriodUnit
from spatial.business.operators.again import AGAIN
from spatial.business.operators.aggregate import aggregate, fixed
from spatial.business.operators.change import change
from spatial.business.operators.change_question import ChangeQuestion
from spatial.business.operators.filters import parse_filter
from spatial.business.operators.questions import Measure, Question
from spatial.business.operators.standing import Asked
from spatial.business.operators.times import By
from spatial.business.suppression.cell_keys import KEYS, Perturbation
from spatial.division_codes import Level
from spatial.errors import BadParameter
from spatial.temporal import Period

K = 10
BEFORE, AFTER, RECENT = date(2015, 1, 1), date(2019, 1, 1), date(2022, 1, 1)
FIRST = date(2016, 1, 1)
HOW_MANY = {"a0": 60, "a1": 4, "b0": 40, "c0": 7}


@pytest.fixture
def world(engine: Engine) -> Engine:
    """The changing counties with cases: many in 甲县's south, 4 in its north, 7 in 丙县."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases", minimum_cell=K)
    dice = Random(3)
    cases = [
        Case(
            f"{atom}-{n}",
            FIRST + timedelta(days=dice.randrange(360)),
            (ATOMS[atom][0] + 0.5, ATOMS[atom][1] + 0.5),
            said={"reason": "因病" if n % 5 else "因灾", "members": 1 + n % 4},
        )
        for atom, count in HOW_MANY.items()
        for n in range(count)
    ]
    store_cases(engine, "warnings", [*cases, Case("lost", FIRST, code="990177")])
    return engine


def ask(engine: Engine, day: date, level: Level = Level.COUNTY, **more: Any) -> Answer:
    question = Question(Asked(day, level), more.pop("dataset", "warnings"), **more)
    with engine.connect() as connection:
        return aggregate(connection, question)


def told(answer: Answer, name: str = "value") -> dict[str, Any]:
    return {item["code"]: item[name] for item in answer.items}


def of(engine: Engine, *patterns: str) -> int | None:
    """What must be told of the records whose keys are like one of the patterns."""
    with engine.connect() as connection:
        count, key = connection.execute(
            text(
                "SELECT count(*), coalesce(sum(cell_key), 0) FROM record"
                " WHERE key LIKE ANY(:patterns) AND known_until = 'infinity'"
            ),
            {"patterns": list(patterns)},
        ).one()
    return Perturbation(K).shown(count, int(key))


def test_the_same_records_have_the_same_number_in_any_question_r8_4(world: Engine) -> None:
    before, after = ask(world, BEFORE), ask(world, AFTER)
    assert told(before) == {"990101": of(world, "a%"), "990102": of(world, "b%"), "990201": None}
    assert told(after) == {
        "990101": of(world, "a0%"), "990102": of(world, "a1%", "b%"), "990201": None,
    }  # fmt: skip
    # Another level, a span that holds the same, and filters that choose the same.
    east = ask(world, BEFORE, Level.PREFECTURE)
    assert told(east) == {"990100": of(world, "a%", "b%"), "990200": None}
    year = {"first": FIRST, "until": date(2017, 1, 1)}
    assert told(ask(world, RECENT, **year)) == told(ask(world, RECENT, first=FIRST)) == {
        "990101": of(world, "a0%"), "990102": of(world, "a1%", "b%"), "990202": None,
    }  # fmt: skip
    some = parse_filter("members>=1")
    assert told(ask(world, AFTER, filters=(some,))) == told(after)
    polygon = {
        "type": "Polygon",
        "coordinates": [[[110, 30], [111, 30], [111, 31], [110, 31], [110, 30]]],
    }
    assert told(ask(world, BEFORE, polygon=polygon))["990101"] == of(world, "a0%")


def test_what_is_perturbed_says_so_and_by_how_much_r8_6(world: Engine) -> None:
    answer = ask(world, BEFORE)
    said = answer.as_json()
    assert (said["perturbed"], said["exact"]) == (True, False)
    assert said["perturbation"] == {"minimum": 10, "bound": 25, "deviation": 5.0}
    assert "标准差 5" in answer.notes[0]
    assert answer.suppressed == 1
    summary = answer.summary
    assert summary["records"] == of(world, "%")
    assert summary["placed"] == of(world, "a%", "b%", "c%")
    # One record of a code that there is not: neither that there is one, nor that there is none.
    assert (summary["not_placed"], summary["outside"]) == ({}, None)


def test_a_cell_with_few_looks_like_one_with_none_r8_4(world: Engine) -> None:
    days = ask(world, BEFORE, by=By.DAY)
    assert days.items == []
    assert days.suppressed == 0
    groups = ask(world, BEFORE, group="reason")
    assert {(item["code"], item["group"]) for item in groups.items} <= {
        ("990101", "因病"), ("990101", "因灾"), ("990102", "因病"),
    }  # fmt: skip
    assert all(item["value"] >= K for item in groups.items)
    with world.connect() as connection:
        series = fixed(
            connection,
            Question(
                Asked(BEFORE, Level.COUNTY), "warnings", first=FIRST, until=date(2017, 1, 1),
                by=By.QUARTER, group="reason",
            ),
        )  # fmt: skip
    assert {item["group"] for item in series.items} == {"因病"}
    assert len(series.items) == 3 * 4
    assert {item["reason"] for item in series.items if item["value"] is None} == {"suppressed"}


def test_sums_and_means_are_of_perturbed_numbers_and_the_ends_are_not_told_r8_4(
    world: Engine,
) -> None:
    sums = ask(world, BEFORE, measure=Measure.SUM, field="members")
    means = ask(world, BEFORE, measure=Measure.MEAN, field="members")
    counts = told(ask(world, BEFORE))
    assert told(sums, "count") == told(means, "count") == counts
    for code, total in told(sums).items():
        if counts[code] is None:
            assert (total, told(means)[code]) == (None, None)
        else:
            # The largest contribution is 4; noise has five times as much in the mean.
            assert total % 10 == 0
            assert abs(total - 2.5 * counts[code]) < 2 * 25 * 4
            assert told(means)[code] == pytest.approx(total / counts[code])
    for end in (Measure.MIN, Measure.MAX):
        with pytest.raises(BadParameter, match="one record's own"):
            ask(world, BEFORE, measure=end, field="members")


def test_change_is_told_of_perturbed_numbers_r8_4(world: Engine) -> None:
    first, last = FIRST, date(2016, 12, 1)
    question = ChangeQuestion(
        Asked(BEFORE, Level.COUNTY), first, last, "warnings", period=PeriodUnit.HALF_YEAR,
        group="reason",
    )  # fmt: skip
    with world.connect() as connection:
        answer = change(connection, question)
    assert answer.perturbation is not None
    assert not answer.exact
    assert answer.items
    for item in answer.items:
        if item["before"] is None or item["after"] is None:
            assert (item["difference"], item["ratio"], item["reason"]) == (None, None, "suppressed")
        else:
            assert item["difference"] == item["after"] - item["before"]


def test_facilities_of_a_closed_grade_are_counted_alike(world: Engine) -> None:
    with world.begin() as connection:
        store_dataset(connection, "homes", "facilities", grade="sensitive", minimum_cell=K)
    opened = Period(date(2012, 1, 1), None)
    south, west = (110.5, 30.5), (113.5, 30.5)
    store_facilities(
        world,
        "homes",
        [Facility(f"south-{n}", south, opened) for n in range(30)]
        + [Facility(f"new-{n}", south, Period(GIVEN, None)) for n in range(25)]
        + [Facility("west", west, opened)],
    )
    question = ChangeQuestion(Asked(AFTER, Level.COUNTY), date(2017, 1, 1), AFTER, "homes")
    with world.connect() as connection:
        answer = change(connection, question)
    item = answer.items[0]
    assert (
        item["before"] == of(world, "south%") == told(ask(world, BEFORE, dataset="homes"))["990101"]
    )
    assert item["after"] == of(world, "south%", "new%")
    assert item["opened"] == of(world, "new%")
    assert item["difference"] == item["after"] - item["before"]
    # One that stays and one that opened look like nothing.
    assert answer.items[1] | {"code": "", "name": ""} == answer.items[2] | {
        "code": "",
        "name": "",
    } | {"parent_code": "990100"}
    assert answer.summary["before"] == of(world, "south%", "west")


def test_a_key_stays_with_its_record_through_corrections_and_loading_again(world: Engine) -> None:
    def keys() -> dict[str, set[int]]:
        with world.connect() as connection:
            rows = connection.execute(text("SELECT key, cell_key FROM record")).all()
        found: dict[str, set[int]] = {}
        for key, cell_key in rows:
            found.setdefault(key, set()).add(cell_key)
        return found

    first = keys()
    take_back(world, "warnings", "b0-1")
    store_cases(world, "warnings", [Case("b0-1", FIRST, (111.5, 31.5), said={"reason": "失业"})])
    store_cases(world, "warnings", [Case("a0-1", date(2016, 2, 2), (110.5, 30.5))])
    assert keys() == first
    assert all(len(one) == 1 for one in first.values())
    spread = {key % KEYS for one in first.values() for key in one}
    assert len(spread) == len(first)
    with world.connect() as connection:
        same = connection.execute(
            text(
                "SELECT bool_and(p.cell_key = r.cell_key) FROM record_place AS p"
                " JOIN record AS r ON r.id = p.record_id"
            )
        ).scalar_one()
    assert same


def test_datasets_have_secrets_of_their_own(world: Engine) -> None:
    with world.begin() as connection:
        store_dataset(connection, "others", "cases")
    store_cases(world, "others", [Case("a0-1", FIRST, (110.5, 30.5))])
    with world.connect() as connection:
        keys = connection.execute(
            text("SELECT count(DISTINCT cell_key) FROM record WHERE key = 'a0-1'")
        ).scalar_one()
        secrets = connection.execute(text("SELECT secret FROM cell_secret")).scalars().all()
    assert keys == 2
    assert len({bytes(one) for one in secrets}) == len(secrets) == 2


def test_a_perturbed_answer_is_given_again_as_it_was_r8_6(world: Engine) -> None:
    with world.begin() as connection:
        then = aggregate(connection, Question(Asked(AFTER, Level.COUNTY), "warnings"))
        keep(connection, then)
    store_cases(world, "warnings", [Case(f"more-{n}", FIRST, (110.5, 30.5)) for n in range(9)])
    with world.connect() as connection:
        again = asked_again(connection, kept_answer(connection, then.id), AGAIN)
    assert again.as_json() == then.as_json()
    assert told(ask(world, AFTER))["990101"] == of(world, "a0%", "more%")
