"""`shikong harmonise-check`, and the townships of real changes."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from deploy.cli import app
from ingest.harmonise_check.real_townships import TABLES, counted
from spatial.divisions.bulk.whole_register_loading import register_of
from spatial.divisions.viewpoint import NOW


def test_the_command_prints_the_error_of_each_method_r10_7() -> None:
    found = CliRunner().invoke(app, ["harmonise-check", "--made-only", "--seed", "3"])
    assert found.exit_code == 0, found.output
    for method in (
        "lower_units", "density_townships", "density_counties", "area", "lineage_alone",
        "chained_area", "same_code",
    ):  # fmt: skip
        assert found.output.count(f"\n{method} ") == 4
    assert "made land: figures of 2000 on the" in found.output


@pytest.mark.real_data
def test_real_townships_are_met_by_lineage_alone_r10_7(real_registry: Engine) -> None:
    register = register_of(real_registry, NOW)
    with real_registry.connect() as connection:
        found = [one for year in TABLES for one in counted(connection, register, year)]
    assert len(found) == 2 * len(TABLES)
    assert all(one.wrongly_exact == 0 for one in found)
    by_townships = [one for one in found if one.method == "lower_units"]
    assert min(one.errors.exact for one in by_townships) > 0.99
    for one in by_townships:
        alone = next(o for o in found if o.year == one.year and o.method == "counties_alone")
        assert alone.told <= one.told
        assert alone.errors.mape >= one.errors.mape
    # Changes of odd years are in no table: what they left is told as open.
    assert sum(one.open_ for one in by_townships) > 0


@pytest.mark.real_data
def test_a_year_without_a_table_has_nothing_to_compare_r10_7(real_registry: Engine) -> None:
    register = register_of(real_registry, NOW)
    with real_registry.connect() as connection:
        assert counted(connection, register, 2015) == []
