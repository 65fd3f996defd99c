"""Records by the divisions of a day: every one is told, wherever it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from record_rows import (
    ATOMS,
    GIVEN,
    RECODED,
    Case,
    Facility,
    store_cases,
    store_dataset,
    store_facilities,
    store_world,
    take_back,
)
from sqlalchemy import Engine, Select, text

from spatial.business.answering.answer import Answer
from spatial.business.answering.kept import asked_again, keep, kept_answer
from spatial.business.declarations.model import Holds
from spatial.business.operators import record_cells, results
from spatial.business.operators.again import AGAIN
from spatial.business.operators.aggregate import aggregate, fixed
from spatial.business.operators.filters import Filter, parse_filter
from spatial.business.operators.questions import Measure, Question
from spatial.business.operators.record_cells import Records
from spatial.business.operators.standing import Asked
from spatial.business.operators.times import By
from spatial.division_codes import Level
from spatial.errors import BadParameter, UnknownDataset
from spatial.temporal import Period

BEFORE, AFTER, RECENT = date(2015, 1, 1), date(2019, 1, 1), date(2022, 1, 1)
SOUTH, NORTH, EAST, WEST = (110.5, 30.5), (110.5, 31.5), (111.5, 31.5), (113.5, 30.5)
SEA = (120.0, 10.0)


def case(key: str, day: date, point: tuple[float, float] | None = None, **more: Any) -> Case:
    """A case with fields."""
    return Case(key, day, point, more.pop("code", None), more.pop("at", None), more)


CASES = [
    case("1", date(2015, 3, 2), SOUTH, reason="因病", members=3, income=100, closed=True),
    case("2", date(2015, 3, 9), NORTH, reason="失业", members=1, income=300.5),
    case("3", date(2015, 7, 1), NORTH, reason="因病", members=2, at="2015-07-01T16:30:00Z"),
    case("4", date(2016, 1, 5), EAST, reason="因灾", members=5, seen="2016-02-01"),
    case("5", date(2016, 1, 6), WEST, reason="因病"),
    case("6", date(2016, 8, 6), SEA, reason="因病"),
    case("7", date(2016, 8, 7), code="990201"),
    case("8", date(2016, 8, 8), code="990101"),
    case("9", date(2016, 8, 9), code="990100"),
    case("10", date(2016, 8, 10), code="990177"),
]


@pytest.fixture
def world(engine: Engine) -> Engine:
    """The changing counties with a dataset of ten cases."""
    store_world(engine)
    with engine.begin() as connection:
        store_dataset(connection, "warnings", "cases")
    store_cases(engine, "warnings", CASES)
    return engine


def ask(engine: Engine, day: date, level: Level = Level.COUNTY, **more: Any) -> Answer:
    """Aggregates the warnings."""
    question = Question(Asked(day, level), more.pop("dataset", "warnings"), **more)
    with engine.connect() as connection:
        return aggregate(connection, question)


def counts(answer: Answer) -> dict[str, Any]:
    """The values by code."""
    return {item["code"]: item["value"] for item in answer.items}


def test_cases_are_counted_by_the_divisions_of_any_day_r8_1(world: Engine) -> None:
    assert counts(ask(world, BEFORE)) == {"990101": 4, "990102": 1, "990201": 2}
    after = ask(world, AFTER)
    # Of the northern half, and of a case of which only the old county is told nobody knows where.
    assert counts(after) == {"990101": 1, "990102": 3, "990201": 2}
    assert after.summary["not_placed"] == {"coarser": 1, "divided": 1, "unknown_code": 1}
    assert counts(ask(world, RECENT)) == {"990101": 1, "990102": 3, "990202": 2}


def test_what_is_divided_among_counties_is_whole_in_their_prefecture(world: Engine) -> None:
    answer = ask(world, AFTER, Level.PREFECTURE)
    assert counts(answer) == {"990100": 6, "990200": 2}
    assert answer.summary["not_placed"] == {"unknown_code": 1}


@pytest.mark.parametrize("day", [BEFORE, AFTER, RECENT])
@pytest.mark.parametrize("level", [Level.COUNTY, Level.PREFECTURE, Level.PROVINCE])
def test_placed_not_placed_and_outside_are_all(world: Engine, day: date, level: Level) -> None:
    summary = ask(world, day, level).summary
    lost = sum(summary["not_placed"].values())
    assert summary["records"] == 10
    assert summary["placed"] + lost + summary["outside"] == 10
    assert summary["outside"] == 1


def test_the_span_is_half_open_and_within_chooses_units(world: Engine) -> None:
    answer = ask(world, BEFORE, first=date(2015, 3, 2), until=date(2015, 3, 9), within="9901")
    assert counts(answer) == {"990101": 1, "990102": 0}
    assert answer.summary == {
        "units": 2, "records": 1, "placed": 1, "not_placed": {}, "outside": 0,
    }  # fmt: skip


def test_filters_groups_and_measures(world: Engine) -> None:
    ill = ask(world, BEFORE, filters=(parse_filter("reason=因病"),))
    assert counts(ill) == {"990101": 2, "990102": 0, "990201": 1}
    several = ask(world, BEFORE, filters=(parse_filter("members>=2"), parse_filter("closed!=true")))
    assert counts(several) == {"990101": 1, "990102": 1, "990201": 0}
    seen = ask(world, BEFORE, filters=(Filter("seen", ">=", ("2016-01-01",)),))
    assert counts(seen) == {"990101": 0, "990102": 1, "990201": 0}
    parted = ask(world, BEFORE, group="reason")
    assert {(item["code"], item["group"]): item["value"] for item in parted.items} == {
        ("990101", "因病"): 2,
        ("990101", "失业"): 1,
        ("990101", None): 1,
        ("990102", "因灾"): 1,
        ("990201", "因病"): 1,
        ("990201", None): 1,
    }
    for measure, value in (("sum", 6), ("mean", 2), ("min", 1), ("max", 3)):
        found = ask(world, BEFORE, measure=Measure(measure), field="members")
        assert counts(found)["990101"] == value
        assert [item["count"] for item in found.items] == [3, 1, 0]
        assert found.items[2]["reason"] == "no_data"


def test_parts_of_time(world: Engine) -> None:
    months = ask(world, BEFORE, by=By.MONTH, within="990101")
    assert [(item["from"], item["to"], item["value"]) for item in months.items] == [
        ("2015-03-01", "2015-04-01", 2),
        ("2015-07-01", "2015-08-01", 1),
        ("2016-08-01", "2016-09-01", 1),
    ]
    seasons = ask(world, BEFORE, Level.PROVINCE, by=By.SEASON)
    assert {item["part"]: item["value"] for item in seasons.items} == {"春": 2, "夏": 4, "冬": 2}
    weekdays = ask(world, BEFORE, Level.PROVINCE, by=By.WEEKDAY)
    assert [item["part"] for item in weekdays.items] == ["1", "2", "3", "7"]
    hours = ask(world, BEFORE, by=By.HOUR, within="990101")
    # Half past four in the afternoon in Greenwich is half past midnight in Beijing.
    assert [(item["part"], item["value"]) for item in hours.items] == [("0", 1), (None, 3)]


@pytest.mark.parametrize(
    ("by", "span"),
    [
        (By.DAY, ("2016-01-05", "2016-01-06")),
        (By.WEEK, ("2016-01-04", "2016-01-11")),
        (By.QUARTER, ("2016-01-01", "2016-04-01")),
        (By.HALF_YEAR, ("2016-01-01", "2016-07-01")),
        (By.YEAR, ("2016-01-01", "2017-01-01")),
    ],
)
def test_periods_of_every_length(world: Engine, by: By, span: tuple[str, str]) -> None:
    [item] = ask(world, BEFORE, by=by, within="990102").items
    assert (item["from"], item["to"], item["value"]) == (*span, 1)


def test_in_a_polygon_whole_atoms_and_single_points_count(world: Engine) -> None:
    # All of the southern square, and of the northern one its western third, where nothing lies.
    polygon = {
        "type": "Polygon",
        "coordinates": [
            [[110, 30], [111, 30], [111, 31], [110.3, 31], [110.1, 31.9], [110, 31.9], [110, 30]]
        ],
    }
    answer = ask(world, BEFORE, polygon=polygon)
    assert counts(answer) == {"990101": 1, "990102": 0, "990201": 0}
    assert answer.summary["not_placed"] == {"no_point": 4}
    assert answer.summary["outside"] == 5


def test_facilities_and_areas_count_where_they_stand_on_the_day(world: Engine) -> None:
    with world.begin() as connection:
        store_dataset(connection, "homes", "facilities", grade="open")
    store_facilities(
        world,
        "homes",
        [
            Facility("f1", NORTH, Period(date(2012, 1, 1), date(2019, 1, 1)), {"members": 10}),
            Facility("f1", NORTH, Period(date(2019, 1, 1), None), {"members": 20}),
            Facility("f2", EAST, Period(date(2016, 1, 1), None)),
        ],
    )
    assert counts(ask(world, BEFORE, dataset="homes")) == {"990101": 1, "990102": 0, "990201": 0}
    assert counts(ask(world, AFTER, dataset="homes")) == {"990101": 0, "990102": 2, "990201": 0}
    beds = ask(world, AFTER, dataset="homes", measure=Measure.SUM, field="members")
    assert counts(beds)["990102"] == 20


def test_on_fixed_divisions_every_unit_has_every_period_r10_1(world: Engine) -> None:
    question = Question(
        Asked(AFTER, Level.COUNTY), "warnings", first=date(2015, 1, 1), until=date(2017, 1, 1),
        by=By.YEAR,
    )  # fmt: skip
    with world.connect() as connection:
        answer = fixed(connection, question)
    assert [(item["code"], item["from"], item["value"]) for item in answer.items] == [
        ("990101", "2015-01-01", 1),
        ("990101", "2016-01-01", 0),
        ("990102", "2015-01-01", 2),
        ("990102", "2016-01-01", 1),
        ("990201", "2015-01-01", 0),
        ("990201", "2016-01-01", 2),
    ]
    for wrong in (By.HOUR, None):
        with world.connect() as connection, pytest.raises(BadParameter):
            fixed(connection, Question(question.asked, "warnings", first=question.first,
                                       until=question.until, by=wrong))  # fmt: skip


def test_an_answer_stands_after_corrections_r8_6(world: Engine) -> None:
    questions = [
        Question(Asked(AFTER, Level.COUNTY), "warnings"),
        Question(Asked(AFTER, Level.COUNTY), "warnings", group="reason"),
    ]
    given_then = []
    with world.begin() as connection:
        for one in questions:
            given_then.append(aggregate(connection, one))
            keep(connection, given_then[-1])
    store_cases(world, "warnings", [case("1", date(2015, 3, 2), EAST), case("11", BEFORE, WEST)])
    take_back(world, "warnings", "5")
    assert counts(ask(world, AFTER)) == {"990101": 0, "990102": 4, "990201": 2}
    with world.connect() as connection:
        for then in given_then:
            kept = kept_answer(connection, then.id)
            again = asked_again(connection, kept, AGAIN)
            assert again.as_json() == then.as_json()


def test_results_are_stored_and_made_anew_after_any_change(
    world: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "WORTH_KEEPING_S", 0.0)

    def stored() -> int:
        with world.connect() as connection:
            return int(
                connection.execute(text("SELECT count(*) FROM operator_result")).scalar_one()
            )

    first = ask(world, AFTER)
    # The answer, and the counts by atom of which any other day or level is answered.
    assert (ask(world, AFTER).as_json(), stored()) == (first.as_json(), 2)
    assert counts(ask(world, RECENT, Level.PREFECTURE)) == {"990100": 6, "990200": 2}
    assert stored() == 3
    with world.begin() as connection:
        connection.execute(text("UPDATE operator_result SET parts = json_build_object("
                                "'items', '[]'::json, 'summary', '{}'::json, 'suppressed', 0,"
                                " 'notes', '[]'::json)"))  # fmt: skip
    assert ask(world, AFTER).items == []
    store_cases(world, "warnings", [case("12", date(2017, 1, 1), SOUTH)])
    assert counts(ask(world, AFTER))["990101"] == 2
    take_back(world, "warnings", "12")
    assert counts(ask(world, AFTER))["990101"] == 1
    with world.begin() as connection:
        connection.execute(text("UPDATE dataset SET minimum_cell = 5"))
    assert ask(world, AFTER).suppressed == 3
    with world.begin() as connection:
        connection.execute(text("UPDATE dataset SET minimum_cell = 0"))
    with world.begin() as connection:
        connection.execute(
            text("UPDATE division_area SET known = tstzrange(lower(known), now()) WHERE code ="
                 " '990201'")
        )  # fmt: skip
    # Its land is not known any more: the case whose division alone is told stays.
    assert counts(ask(world, AFTER))["990201"] == 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"filters": (Filter("nothing", "=", ("1",)),)}, "no field 'nothing': there are reason"),
        ({"filters": (Filter("reason", "=", ("懒惰",)),)}, "there are 因病、失业、因灾"),
        ({"filters": (Filter("reason", ">", ("因病",)),)}, "it has no order"),
        ({"filters": (Filter("members", "=", ("三",)),)}, "members is integer"),
        ({"filters": (Filter("person", "=", ("张三",)),)}, "free text of grade sensitive"),
        ({"group": "person"}, "free text of grade sensitive"),
        ({"measure": Measure.SUM, "field": "reason"}, "only numbers are measured"),
        ({"measure": Measure.MAX, "field": "income"}, "one record's own"),
        ({"measure": Measure.SUM}, "count needs none"),
        ({"within": "99", "polygon": {"type": "Polygon"}}, "give one of them"),
    ],
)
def test_what_cannot_be_asked_is_refused(world: Engine, more: dict[str, Any], message: str) -> None:
    with pytest.raises(BadParameter, match=message):
        ask(world, BEFORE, **more)


def test_an_unknown_dataset_is_told(world: Engine) -> None:
    with pytest.raises(UnknownDataset, match="'nothing'"):
        ask(world, BEFORE, dataset="nothing")


CASE = st.tuples(
    st.sampled_from([*(ATOMS[name] for name in ATOMS), (120.0, 10.0)]),
    st.floats(0.01, 0.99),
    st.integers(0, 4000),
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cases=st.lists(CASE, min_size=1, max_size=30), day=st.sampled_from([BEFORE, AFTER, RECENT]))
def test_every_point_is_counted_in_the_unit_that_holds_it(
    world: Engine, cases: list[tuple[tuple[float, float], float, int]], day: date
) -> None:
    name = f"cases_{abs(hash((tuple(cases), day)))}"
    with world.begin() as connection:
        if connection.execute(text("SELECT 1 FROM dataset WHERE id = :id"), {"id": name}).first():
            return
        store_dataset(connection, name, "cases")
    placed = [
        Case(str(i), date(2011, 1, 1) + timedelta(days=days), (x + inside, y + inside))
        for i, ((x, y), inside, days) in enumerate(cases)
    ]
    store_cases(world, name, placed)
    owner = {
        "a0": "990101",
        "a1": "990101" if day < GIVEN else "990102",
        "b0": "990102",
        "c0": "990201" if day < RECODED else "990202",
    }
    at = {corner: owner[atom] for atom, corner in ATOMS.items()}
    expected = Counter(at.get(corner, "sea") for corner, _, _ in cases)
    answer = ask(world, day, dataset=name)
    assert counts(answer) == {code: expected.get(code, 0) for code in counts(answer)}
    assert answer.summary["outside"] == expected["sea"]


@pytest.mark.parametrize("keyed", [False, True])
@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (record_cells.plain_statement, "Index Only Scan using record_place_day"),
        (record_cells.count_statement, "Index Only Scan using record_cases_known"),
        (record_cells.code_statement, "using record_without_point"),
    ],
)
def test_counts_of_many_cases_read_small_indexes(
    world: Engine, statement: Callable[[Records], Select[Any]], index: str, keyed: bool
) -> None:
    records = Records("warnings", Holds.CASES, BEFORE, AFTER, AFTER, None, keyed=keyed)
    with world.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, day, geom) SELECT 'warnings', 'cases',"
                " 'more' || n, '2015-01-01', ST_SetSRID(ST_MakePoint(110, 30), 4490)"
                " FROM generate_series(1, 5000) AS n"
            )
        )
        connection.execute(text("ANALYZE record"))
        # As a vacuum leaves it: only then is an index read alone, without the table.
        connection.execute(
            text("UPDATE pg_class SET relallvisible = relpages WHERE relname LIKE 'record%'")
        )
    with world.connect() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        compiled = statement(records).compile(connection)
        said = {"level": "county", "atoms": [1], "units": [0], "changes": [BEFORE]}
        values = {name: said.get(name, value) for name, value in compiled.params.items()}
        plan = connection.exec_driver_sql(f"EXPLAIN {compiled}", values).scalars().all()
    assert any(index in line for line in plan), plan
