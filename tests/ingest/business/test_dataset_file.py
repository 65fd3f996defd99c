"""datasets.toml beside what is declared already: it speaks of a part, and the rest stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from division_rows import store_divisions
from indicator_folder import INDICATORS, indicator_folder
from sqlalchemy import Engine

from ingest.business.dataset_file import FILE_NAME
from ingest.business.indicators import load_indicators
from spatial.business.declarations.model import Nature
from spatial.business.declarations.shipped import declare_shipped
from spatial.business.declarations.store import declaration_of
from spatial.business.indicators import indicator
from spatial.errors import SourceRefused

BEDS = """\
[[dataset]]
id = "elderly_care"
title = "养老服务月报（虚构）"
line = "养老服务"
owner = "虚构省民政厅养老服务处"

[[dataset.indicator]]
id = "care_beds"
title = "养老机构床位数"
unit = "张"
kind = "stock"
additive_space = true
additive_time = false
grade = "open"
minimum_cell = 0
"""
"""As an older release had it, with a name of the line that is none of the thirteen."""

RATE = """
[[dataset.indicator]]
id = "spending_per_resident"
title = "人均支出"
unit = "元"
kind = "year_to_date"
additive_space = false
additive_time = false
numerator = "spending"
denominator = "residents"
factor = 10000
grade = "open"
minimum_cell = 0
"""


def test_the_nature_follows_from_the_rest_where_nobody_says_it_r10_5(
    engine: Engine, tmp_path: Path
) -> None:
    store_divisions(engine)
    mean = RATE.replace('numerator = "spending"\ndenominator = "residents"\n', "")
    mean = mean.replace("spending_per_resident", "mean_age").replace("人均支出", "平均年龄")
    load_indicators(
        engine, indicator_folder(tmp_path / "in", declarations=INDICATORS + RATE + mean)
    )
    with engine.connect() as connection:
        assert indicator(connection, "residents").nature is Nature.EXTENSIVE
        rate = indicator(connection, "spending_per_resident")
        assert (rate.nature, rate.numerator, rate.factor) == (Nature.RATE, "spending", 10000)
        assert indicator(connection, "mean_age").nature is None


def test_a_rate_of_an_indicator_that_there_is_not_is_refused(
    engine: Engine, tmp_path: Path
) -> None:
    store_divisions(engine)
    wrong = RATE.replace('"spending"', '"outlay"')
    with pytest.raises(SourceRefused, match="numerator: there is no indicator 'outlay'"):
        load_indicators(engine, indicator_folder(tmp_path / "in", declarations=INDICATORS + wrong))


def test_a_folder_renews_what_it_speaks_of_in_a_shipped_dataset_and_the_rest_stays(
    engine: Engine, tmp_path: Path
) -> None:
    store_divisions(engine)
    declare_shipped(engine)
    folder = indicator_folder(
        tmp_path / "in", "care_beds,990101,2016-05,17", declarations=BEDS, dataset="elderly_care"
    )
    with engine.connect() as connection:
        before = declaration_of(connection, "elderly_care").declaration
    assert load_indicators(engine, folder).accepted == 1
    assert declare_shipped(engine) == 0
    with engine.connect() as connection:
        after = declaration_of(connection, "elderly_care")
    assert (after.declared_by, after.version) == (FILE_NAME, 2)
    assert after.declaration.title == "养老服务月报（虚构）"
    assert after.declaration.line == "养老"
    assert after.declaration.indicators == before.indicators


def test_values_of_other_periods_than_months_and_negative_ones_are_taken_as_declared(
    engine: Engine, tmp_path: Path
) -> None:
    store_divisions(engine)
    yearly = INDICATORS.replace('"residents"', '"residents"\nperiod = "year"', 1)
    signed = yearly.replace('"spending"', '"spending"\nsigned = true', 1)
    folder = indicator_folder(
        tmp_path / "in",
        "residents,990101,2016-05,17",
        "spending,990101,2016-05,-3",
        "admissions,990101,2016-05,-3",
        declarations=signed,
    )
    done = load_indicators(engine, folder)
    assert (done.accepted, done.refused) == (1, 2)
