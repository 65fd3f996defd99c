"""The empty table of each dataset is read back by the intake, by its names and by its titles."""

from __future__ import annotations

import pytest

from spatial.business.declarations.model import DatasetDeclaration, Holds
from spatial.business.declarations.shipped import shipped_declarations
from spatial.business.declarations.template import TableOf, template_of
from spatial.business.intake.columns import layout_of
from spatial.errors import BadParameter

SHIPPED = shipped_declarations()


def tables() -> list[tuple[DatasetDeclaration, TableOf]]:
    return [
        (dataset, of)
        for dataset in SHIPPED
        for of in TableOf
        if (of is TableOf.FIGURES and dataset.indicators)
        or (of is TableOf.RECORDS and set(dataset.holds) != {Holds.INDICATORS})
    ]


@pytest.mark.parametrize(
    ("dataset", "of"), tables(), ids=[f"{one.id}-{of}" for one, of in tables()]
)
def test_every_column_of_a_template_is_understood(dataset: DatasetDeclaration, of: TableOf) -> None:
    columns = template_of(dataset, of)
    for names in (
        [one.name for one in columns],
        [f"*{one.title}" if one.required else one.title for one in columns],
    ):
        layout = layout_of(
            names,
            fields=dataset.fields if of is TableOf.RECORDS else (),
            indicators=dataset.indicators if of is TableOf.FIGURES else (),
        )
        assert layout.unknown == []
        assert {one.factor for one in (*layout.fields, *layout.indicators)} <= {1}
        declared = {one.field.name for one in layout.fields}
        declared |= {one.indicator.id for one in layout.indicators}
        assert {one.name for one in columns} - declared <= set(layout.places)
        if of is TableOf.RECORDS:
            assert {one.name for one in dataset.fields} <= declared


def test_a_table_of_several_kinds_says_which_each_row_is() -> None:
    [household] = [one for one in SHIPPED if one.id == "low_income_households"]
    mixed = household.model_copy(update={"holds": (Holds.FACILITIES, Holds.CASES, Holds.AREAS)})
    columns = {one.name: one for one in template_of(mixed)}
    assert columns["holds"].values == ("facilities", "cases", "areas")
    assert [name for name, one in columns.items() if one.required] == ["key", "holds", "category"]
    assert {"day", "valid_from", "geometry", "lon"} <= set(columns)


def test_figures_of_different_periods_stand_one_to_a_row() -> None:
    [care] = [one for one in SHIPPED if one.id == "elderly_care"]
    yearly = care.indicators[0].model_copy(update={"period": "year"})
    mixed = care.model_copy(update={"indicators": (yearly, care.indicators[1])})
    assert [one.name for one in template_of(mixed)] == ["indicator", "division", "period", "value"]


def test_rates_are_no_columns_for_they_are_made_anew_r10_5() -> None:
    [care] = [one for one in SHIPPED if one.id == "elderly_care"]
    names = {one.name for one in template_of(care)}
    assert "care_beds" in names
    assert "care_beds_per_100_elderly" not in names


def test_a_table_of_what_is_not_held_is_refused() -> None:
    [care] = [one for one in SHIPPED if one.id == "elderly_care"]
    with pytest.raises(BadParameter, match="of=figures"):
        template_of(care, TableOf.RECORDS)
