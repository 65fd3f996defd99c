"""What the package ships: every line, whole, and declared once."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from spatial.access.declaration import Grade
from spatial.business.declarations.model import LINES, Holds, IndicatorKind, Nature
from spatial.business.declarations.reading import read_declaration
from spatial.business.declarations.shipped import (
    SHIPPED,
    declare_shipped,
    shipped_declarations,
)
from spatial.business.declarations.store import (
    declaration_of,
    declarations,
    declare,
    history_of,
)
from spatial.business.indicators import datasets, indicator


def test_each_of_the_thirteen_lines_has_datasets() -> None:
    assert len(LINES) == 13
    assert {one.line for one in shipped_declarations()} == set(LINES)


def test_every_indicator_says_what_its_numbers_mean_r8_2() -> None:
    indicators = [one for dataset in shipped_declarations() for one in dataset.indicators]
    assert len({one.id for one in indicators}) == len(indicators) >= 60
    assert all(one.nature is not None for one in indicators)
    assert {one.kind for one in indicators} == set(IndicatorKind)
    assert {one.nature for one in indicators} == set(Nature)


def test_what_the_ministry_publishes_as_cumulative_is_declared_so_r8_2() -> None:
    kinds = {one.id: one.kind for dataset in shipped_declarations() for one in dataset.indicators}
    for cumulative in ("marriages", "divorces", "subsistence_allowance_spending"):
        assert kinds[cumulative] is IndicatorKind.YEAR_TO_DATE
    for stock in ("subsistence_allowance_recipients", "care_beds", "orphans"):
        assert kinds[stock] is IndicatorKind.STOCK


def test_single_records_of_persons_are_closed_protected_and_go_after_a_time_r8_5() -> None:
    closed = [one for one in shipped_declarations() if one.grade in ("personal", "sensitive")]
    assert closed
    for dataset in closed:
        assert Holds.FACILITIES not in dataset.holds, dataset.id
        assert dataset.minimum_cell >= 5, dataset.id
        assert dataset.retention_months is not None, dataset.id
    for dataset in shipped_declarations():
        if dataset.grade is Grade.OPEN:
            assert not [one for one in dataset.fields if one.grade in ("personal", "sensitive")]


def test_they_are_declared_in_an_empty_database_and_a_second_time_nothing_happens(
    engine: Engine,
) -> None:
    shipped = shipped_declarations()
    assert declare_shipped(engine) == len(shipped)
    assert declare_shipped(engine) == 0
    with engine.connect() as connection:
        stored = declarations(connection)
        assert {name: one.declaration for name, one in stored.items()} == {
            one.id: one for one in shipped
        }
        assert {(one.version, one.declared_by) for one in stored.values()} == {(1, SHIPPED)}
        rate = indicator(connection, "care_beds_per_100_elderly")
        assert (rate.nature, rate.numerator, rate.factor) == (Nature.RATE, "care_beds", 100)
        assert len(datasets(connection)) == len(shipped)


def test_what_an_owner_declared_stays(engine: Engine) -> None:
    declare_shipped(engine)
    own = read_declaration(
        "id: day_care\ntitle: 日间照料\nline: 养老\nowner: 虚构市\nholds: [facilities]\n"
        "grade: open\n".encode()
    )
    with engine.begin() as connection:
        assert declare(connection, own, "虚构市").version == 2
    assert declare_shipped(engine) == 0
    with engine.connect() as connection:
        assert declaration_of(connection, "day_care").declaration == own


def test_a_database_of_an_older_release_takes_the_shipped_form_where_values_keep_their_meaning(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        _older(connection, "care_beds", "elderly_care", "张")
        _older(connection, "marriages", "marriage_registration", "万对")
    assert declare_shipped(engine) == len(shipped_declarations()) - 1
    with engine.connect() as connection:
        assert [one.version for one in history_of(connection, "elderly_care")] == [2]
        left = declaration_of(connection, "marriage_registration")
        assert (left.version, left.declaration.indicators[0].unit) == (1, "万对")


def _older(connection: Connection, indicator_id: str, dataset: str, unit: str) -> None:
    """An indicator with a value, as the release before this one stored it."""
    kind = "stock" if indicator_id == "care_beds" else "year_to_date"
    connection.execute(
        text("INSERT INTO dataset (id, title, line, owner) VALUES (:id, '月报', '养老', '虚构市')"),
        {"id": dataset},
    )
    connection.execute(
        text(
            "INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space,"
            " additive_time, nature, grade, minimum_cell) VALUES (:id, :dataset, '标题', :unit,"
            " :kind, true, false, 'extensive', 'open', 0)"
        ),
        {"id": indicator_id, "dataset": dataset, "unit": unit, "kind": kind},
    )
    connection.execute(
        text(
            "INSERT INTO observation (indicator_id, division_code, starts, ends, value)"
            " VALUES (:id, '990101', '2020-01-01', '2020-02-01', 5)"
        ),
        {"id": indicator_id},
    )
