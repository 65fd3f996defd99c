"""Whatever is taken, replaced and taken back: what was known at any instant stays known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from declared_rows import declare
from division_rows import store_divisions
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from spatial.business.declarations.store import declaration_of
from spatial.business.figures import data_known_at, figures
from spatial.business.intake.figure_store import take_back_figures, take_figures
from spatial.business.intake.figures import FigureReader, FigureTerms
from spatial.business.intake.matching import Matcher, matcher_of
from spatial.business.intake.record_store import take_back_records, take_records
from spatial.business.intake.records import RecordReader, RecordTerms
from spatial.business.intake.rows import Origin, SourceRow, Taken
from spatial.db import open_engine


class Silent:
    """A sink that forgets."""

    def refuse(self, place: str, reason: str, raw: object) -> None:
        """Forgets a row."""

    def note(self, place: str, reason: str) -> None:
        """Forgets a remark."""


@pytest.fixture
def matcher(engine: Engine) -> Matcher:
    """A matcher over a few division lists; the datasets are declared."""
    store_divisions(engine)
    declare(engine)
    return matcher_of(engine)


cases = st.dictionaries(st.sampled_from("ABC"), st.integers(1, 3), min_size=1)
steps = st.lists(st.tuples(cases, st.sets(st.sampled_from("ABC"), max_size=2)), max_size=6)


def forget(connection: Connection) -> None:
    connection.execute(text("TRUNCATE record, record_placement, observation CASCADE"))


def take_cases(connection: Connection, matcher: Matcher, wanted: dict[str, int]) -> Taken:
    rows = [
        SourceRow(key, {"key": key, "day": "2016-05-03", "division": "990101", "members": members})
        for key, members in wanted.items()
    ]
    reader = RecordReader(declaration_of(connection, "rescues").declaration, matcher, RecordTerms())
    return take_records(connection, reader, rows, Silent(), Origin())


def cases_known(connection: Connection, at: datetime) -> dict[str, int]:
    rows = connection.execute(
        text(
            "SELECT key, CAST(attributes ->> 'members' AS integer) AS members FROM record"
            " WHERE known_from <= :at AND known_until > :at"
        ),
        {"at": at},
    )
    found = {row.key: row.members for row in rows}
    assert len(found) == len(found.keys())
    return found


def take_numbers(connection: Connection, matcher: Matcher, wanted: dict[str, int]) -> Taken:
    rows = [
        SourceRow(key, {"indicator": "helped", "division": "990101", "value": value}
                  | {"period": f"2016-0{'ABC'.index(key) + 1}"})
        for key, value in wanted.items()
    ]  # fmt: skip
    reader = FigureReader(declaration_of(connection, "rescues").declaration, matcher, FigureTerms())
    return take_figures(connection, reader, rows, Silent(), Origin())


def numbers_known(connection: Connection, at: datetime) -> dict[str, int]:
    found = figures(connection, "helped", known_at=at)
    return {"ABC"[one.period.start.month - 1]: int(one.value) for one in found}


def take_back_numbers(connection: Connection, dataset: str, keys: Any) -> object:
    return take_back_figures(
        connection,
        dataset,
        [("helped", "990101", f"2016-0{'ABC'.index(key) + 1}-01") for key in keys],
    )


def latest_case(connection: Connection) -> datetime:
    found: datetime | None = connection.execute(
        text(
            "SELECT max(greatest(known_from, CASE WHEN known_until < 'infinity' THEN known_until"
            " END)) FROM record"
        )
    ).scalar_one()
    return found or datetime(2000, 1, 1, tzinfo=UTC)


def latest_number(connection: Connection) -> datetime:
    return data_known_at(connection, ["helped"]) or datetime(2000, 1, 1, tzinfo=UTC)


@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(steps, st.sampled_from(["records", "figures"]))
def test_the_state_known_at_any_instant_is_what_was_taken_until_then(
    engine: Engine, matcher: Matcher, taken: list[tuple[dict[str, int], set[str]]], kind: str
) -> None:
    take: Callable[..., Taken]
    take, take_back, known, latest = {
        "records": (take_cases, take_back_records, cases_known, latest_case),
        "figures": (take_numbers, take_back_numbers, numbers_known, latest_number),
    }[kind]
    with engine.begin() as connection:
        forget(connection)
    expected: dict[str, int] = {}
    states: list[tuple[datetime, dict[str, int]]] = []
    for wanted, back in taken:
        with engine.begin() as connection:
            done = take(connection, matcher, wanted)
        assert done.accepted == len(wanted)
        assert done.unchanged == sum(expected.get(key) == value for key, value in wanted.items())
        assert done.new == len(wanted.keys() - expected.keys())
        expected = expected | wanted
        with engine.connect() as connection:
            states.append((latest(connection), dict(expected)))
        with engine.begin() as connection:
            take_back(connection, "rescues", back)
        expected = {key: value for key, value in expected.items() if key not in back}
        with engine.connect() as connection:
            states.append((latest(connection), dict(expected)))
    with engine.connect() as connection:
        for at, state in states:
            assert known(connection, at) == state


def test_who_writes_later_also_learns_later(engine: Engine, matcher: Matcher) -> None:
    # The one that began first waits for the other; what it learns is after what that one learned.
    other = open_engine(engine.url, pool=1)
    with engine.connect() as first, other.connect() as second:
        first.execute(text("SELECT now()"))
        with second.begin():
            take_cases(second, matcher, {"A": 1})
        take_cases(first, matcher, {"A": 2})
        first.commit()
        assert cases_known(first, latest_case(first)) == {"A": 2}
    other.dispose()
