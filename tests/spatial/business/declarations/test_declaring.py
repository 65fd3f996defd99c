"""Declaring: versions and history; what stored data mean cannot be changed under them."""

from __future__ import annotations

from typing import Any

import pytest
from declaration_texts import dining, dining_text
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from spatial.business.declarations.differences import differences
from spatial.business.declarations.reading import faults_of, read_declarations
from spatial.business.declarations.store import (
    declaration_of,
    declare,
    declare_all,
    history_of,
)
from spatial.business.indicators import datasets, indicator
from spatial.errors import (
    BadDeclaration,
    DeclarationConflict,
    DeclarationOutdated,
    UnknownDataset,
)

OWNER = "虚构市民政局"


def figure(connection: Connection, identifier: str, value: int = 5) -> None:
    """A figure of the indicator, taken back since: what was known means something too."""
    connection.execute(
        text(
            "INSERT INTO observation (indicator_id, division_code, starts, ends, value,"
            " known_from, known_until) VALUES (:id, '990101', '2020-01-01', '2020-02-01', :value,"
            " '2020-02-02', '2020-02-03')"
        ),
        {"id": identifier, "value": value},
    )


def case(connection: Connection, attributes: str = '{"reason": "独居", "meals": 1}') -> None:
    connection.execute(
        text(
            "INSERT INTO record (dataset_id, holds, key, day, division_code, division_by,"
            " attributes) VALUES ('dining', 'cases', 'C1', '2020-01-05', '990101', 'code',"
            " CAST(:attributes AS jsonb))"
        ),
        {"attributes": attributes},
    )


def faults(error: DeclarationConflict) -> list[tuple[Any, Any]]:
    told = error.members["faults"]
    assert isinstance(told, list)
    return [(one["where"], one["what"]) for one in told]


def test_a_declared_dataset_and_its_indicators_are_stored_whole_r8_2(engine: Engine) -> None:
    with engine.begin() as connection:
        declared = declare(connection, dining(), OWNER)
        assert (declared.version, declared.declared_by) == (1, OWNER)
        assert declared.declaration == dining()
        [dataset] = datasets(connection)
        assert (dataset.holds, dataset.grade, dataset.minimum_cell, dataset.retention_months) == (
            ("cases", "indicators"),
            "sensitive",
            10,
            24,
        )
        rate = indicator(connection, "spending_per_diner")
        assert (rate.nature, rate.factor, rate.period, rate.signed) == (
            "rate",
            10000,
            "month",
            False,
        )
        assert indicator(connection, "dining_spending").signed


def test_the_same_again_changes_nothing_and_a_change_is_the_next_version(engine: Engine) -> None:
    with engine.begin() as connection:
        declare(connection, dining(), OWNER)
        assert declare(connection, dining(), "别人").version == 1
    renamed = dining(("title: 就餐人数", "title: 用餐人数"))
    with engine.begin() as connection:
        assert declare(connection, renamed, "别人").version == 2
    with engine.connect() as connection:
        found = history_of(connection, "dining")
        assert indicator(connection, "diners").title == "用餐人数"
    assert [(one.version, one.declared_by) for one in found] == [(2, "别人"), (1, OWNER)]
    assert [one.declaration for one in found] == [renamed, dining()]
    assert [one.where for one in differences(dining(), renamed)] == ["indicators[diners].title"]


def test_a_change_made_from_another_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        declare(connection, dining(), OWNER, expected=0)
        declare(connection, dining(("minimum_cell: 10", "minimum_cell: 15")), OWNER, expected=1)
        for lost in (0, 1, 3):
            with pytest.raises(DeclarationOutdated, match="in version 2") as refused:
                declare(connection, dining(), OWNER, expected=lost)
            assert refused.value.members["version"] == 2
        assert declare(connection, dining(), OWNER, expected=2).version == 3


def test_what_is_not_declared_is_told(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(UnknownDataset, match="'dining'"):
        declaration_of(connection, "dining")


@pytest.mark.parametrize(
    ("before", "after", "where", "why"),
    [
        (
            "unit: 人",
            "unit: 百人",
            "indicators[0 diners].unit",
            "'百人', but the stored",
        ),
        (
            "kind: stock",
            "kind: flow",
            "indicators[0 diners].kind",
            "give the new indicator",
        ),
        ("kind: stock", "period: year\n    kind: stock", "indicators[0 diners].period", "'month'"),
        (
            "nature: extensive",
            "nature: other",
            "indicators[0 diners].nature",
            "'other', but the stored values are of 'extensive'",
        ),
        (
            "factor: 10000",
            "factor: 1",
            "indicators[2 spending_per_diner].factor",
            "the stored values are of '10000'",
        ),
        (
            "numerator: dining_spending\n    denominator: diners",
            "numerator: diners\n    denominator: dining_spending",
            "indicators[2 spending_per_diner].numerator",
            "'diners', but",
        ),
        ("    signed: true\n", "", "indicators[1 dining_spending].signed", "are negative"),
        ("type: integer, unit: 份", "type: number, unit: 份", "fields[1 meals].type", "'integer'"),
        ("unit: 份", "unit: 餐", "fields[1 meals].unit", "stored records are of '份', not '餐'"),
        ("name: meals", "name: portions", "fields", "meals is told in stored records"),
    ],
)
def test_a_change_of_what_stored_data_mean_is_refused(
    engine: Engine, before: str, after: str, where: str, why: str
) -> None:
    changed = dining((before, after))
    if "period" in after:
        changed = dining(
            ("kind: stock", "period: year\n    kind: stock"),
            ("unit: 万元", "unit: 万元\n    period: year"),
            ("unit: 元", "unit: 元\n    period: year"),
        )
    with engine.begin() as connection:
        declare(connection, dining(), OWNER)
        for identifier in ("diners", "dining_spending", "spending_per_diner"):
            figure(connection, identifier, -5 if identifier == "dining_spending" else 5)
        case(connection)
        with pytest.raises(DeclarationConflict) as refused:
            declare(connection, changed, OWNER)
        assert any(place == where and why in reason for place, reason in faults(refused.value))
        assert declaration_of(connection, "dining").version == 1


def test_what_nothing_is_stored_of_changes_as_it_likes(engine: Engine) -> None:
    with engine.begin() as connection:
        declare(connection, dining(), OWNER)
        figure(connection, "diners")
        case(connection, '{"reason": "独居"}')
        changed = dining(
            ("unit: 万元", "unit: 元"),
            ("    signed: true\n", ""),
            ("name: meals", "name: portions"),
            ("factor: 10000", "factor: 1"),
        )
        assert declare(connection, changed, OWNER).version == 2


def test_titles_grades_cells_terms_and_bounds_change_at_any_time(engine: Engine) -> None:
    with engine.begin() as connection:
        declare(connection, dining(), OWNER)
        figure(connection, "diners")
        case(connection)
        changed = dining(
            ("title: 餐数", "title: 份数"),
            ("retention_months: 24\n", ""),
            ("grade: sensitive", "grade: personal"),
            ("minimum_cell: 5", "minimum_cell: 20"),
            ("values: [独居, 失能]", "values: [独居, 高龄]"),
            ("minimum: 0", "minimum: 1, required: true"),
            ("holds: [cases,", "holds: [areas, cases,"),
        )
        assert declare(connection, changed, OWNER).version == 2


def test_a_nature_is_told_later_and_not_otherwise_after_that_r10_5(engine: Engine) -> None:
    untold = dining(("    nature: extensive\n", ""))
    with engine.begin() as connection:
        declare(connection, untold, OWNER)
        figure(connection, "diners")
        assert declare(connection, dining(), OWNER).version == 2
        with pytest.raises(DeclarationConflict, match="nature: nothing, but"):
            declare(connection, untold, OWNER)


def test_an_indicator_with_figures_and_records_of_a_kind_are_not_left_out(engine: Engine) -> None:
    text_ = dining_text(("holds: [cases, indicators]", "holds: [areas]"))
    bare = text_[: text_.index("indicators:")]
    [left] = read_declarations(bare.encode())
    with engine.begin() as connection:
        declare(connection, dining(), OWNER)
        figure(connection, "dining_spending")
        case(connection)
        with pytest.raises(DeclarationConflict) as refused:
            declare(connection, left, OWNER)
        assert faults(refused.value) == [
            ("holds", "cases are stored: they cannot be left out"),
            ("indicators", "dining_spending has stored values: it cannot be left out"),
        ]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM observation"))
        connection.execute(text("DELETE FROM record"))
        assert declare(connection, left, OWNER).version == 2
        assert connection.execute(text("SELECT count(*) FROM indicator")).scalar_one() == 0


@pytest.mark.parametrize(
    ("changes", "where", "why"),
    [
        (
            [("numerator: dining_spending", "numerator: outlay")],
            "numerator",
            "no indicator 'outlay'",
        ),
        (
            [("numerator: dining_spending", "numerator: spending_per_diner")],
            "numerator",
            "does not refer to itself",
        ),
        (
            [
                ("additive_space: true", "additive_space: false"),
                ("nature: extensive", "nature: other"),
            ],
            "denominator",
            "diners does not add up over space",
        ),
        ([("unit: 人", "unit: 人\n    period: year")], "denominator", "of each year"),
    ],
)
def test_references_are_to_sums_of_the_same_periods_r10_5(
    engine: Engine, changes: list[tuple[str, str]], where: str, why: str
) -> None:
    with engine.begin() as connection:
        with pytest.raises(BadDeclaration) as refused:
            declare(connection, dining(*changes), OWNER)
        [(place, reason)] = faults_of(refused.value)
        assert place == f"indicators[2 spending_per_diner].{where}"
        assert why in reason
        assert datasets(connection) == []


OTHER = """\
id: supper
title: 晚餐
line: 养老
owner: 虚构市
holds: [indicators]
grade: open
indicators:
  - {id: suppers, title: 晚餐份数, unit: 份, kind: stock, additive_space: true,
     additive_time: false, grade: open, minimum_cell: 0}
  - {id: suppers_per_diner, title: 人均晚餐, unit: 份, kind: stock, additive_space: false,
     additive_time: false, nature: rate, numerator: suppers, denominator: diners, grade: open,
     minimum_cell: 0}
"""


def test_datasets_that_refer_to_each_other_are_declared_together(engine: Engine) -> None:
    [supper] = read_declarations(OTHER.encode())
    with engine.begin() as connection:
        with pytest.raises(BadDeclaration, match="there is no indicator 'diners'"):
            declare(connection, supper, OWNER)
        found = declare_all(connection, [supper, dining()], OWNER)
        assert [one.declaration.id for one in found] == ["supper", "dining"]
        yearly = dining(
            ("unit: 人", "unit: 人\n    period: year"),
            ("unit: 万元", "unit: 万元\n    period: year"),
            ("unit: 元", "unit: 元\n    period: year"),
        )
        with pytest.raises(DeclarationConflict, match=r"supper refers to it: .*: diners"):
            declare(connection, yearly, OWNER)


def test_an_indicator_is_of_one_dataset(engine: Engine) -> None:
    [supper] = read_declarations(OTHER.replace("suppers,", "diners,").encode()[:-1])
    with engine.begin() as connection:
        declare(connection, dining(), OWNER)
        with pytest.raises(BadDeclaration) as refused:
            declare(connection, supper, OWNER)
        assert ("indicators[0 diners].id", "is of the dataset dining already") in faults_of(
            refused.value
        )


def test_who_stores_figures_meanwhile_is_waited_for(engine: Engine) -> None:
    with engine.begin() as connection:
        declare(connection, dining(), OWNER)
    changed = dining(("unit: 人", "unit: 百人"))
    with (
        engine.connect() as storing,
        engine.connect() as declaring,
        storing.begin(),
        declaring.begin(),
    ):
        figure(storing, "diners")
        declaring.execute(text("SET LOCAL lock_timeout = '200ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            declare(declaring, changed, OWNER)
    with engine.begin() as connection, pytest.raises(DeclarationConflict, match="'百人'"):
        declare(connection, changed, OWNER)
