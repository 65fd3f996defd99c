"""Monthly indicators: metadata first, codes of the month's lists, nothing dropped in silence."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from division_rows import store_divisions
from indicator_folder import INDICATORS, indicator_folder
from sqlalchemy import Engine, text

from ingest.business.dataset_file import read_dataset_file
from ingest.business.indicators import load_indicators
from spatial.errors import SourceRefused


@pytest.fixture
def lists(engine: Engine) -> Engine:
    """An engine on a database with a few division lists."""
    store_divisions(engine)
    return engine


def stored(engine: Engine) -> list[tuple[str, str, str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT indicator_id, division_code, to_char(starts, 'YYYY-MM') AS month,"
                " CAST(value AS text) AS value FROM observation"
                " WHERE known_until = 'infinity' ORDER BY 1, 2, 3"
            )
        )
        return [(row.indicator_id, row.division_code, row.month, row.value) for row in rows]


def remarks(engine: Engine, disposition: str = "refused") -> list[tuple[str, str]]:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT record, reason FROM ingest_remark WHERE disposition = :disposition"
                " ORDER BY record"
            ),
            {"disposition": disposition},
        )
        return [(row.record, row.reason) for row in rows]


def test_values_are_stored_exactly_with_the_metadata_beside_them(
    lists: Engine, tmp_path: Path
) -> None:
    folder = indicator_folder(
        tmp_path / "in",
        "residents,990101,2016-05,17",
        "spending,990101,2016-05,12.345678901234567890",
    )
    done = load_indicators(lists, folder)
    assert (done.status, done.accepted, done.refused) == ("loaded", 2, 0)
    assert stored(lists) == [
        ("residents", "990101", "2016-05", "17"),
        ("spending", "990101", "2016-05", "12.345678901234567890"),
    ]
    with lists.connect() as connection:
        row = connection.execute(
            text("SELECT kind, minimum_cell, grade FROM indicator WHERE id = 'residents'")
        ).one()
        assert tuple(row) == ("stock", 5, "open")


def test_the_same_folder_again_changes_nothing(lists: Engine, tmp_path: Path) -> None:
    folder = indicator_folder(tmp_path / "in", "residents,990101,2016-05,17")
    first = load_indicators(lists, folder)
    second = load_indicators(lists, folder)
    assert (second.status, second.run_id) == ("unchanged", first.run_id)


def test_twelve_digits_name_the_same_division(lists: Engine, tmp_path: Path) -> None:
    load_indicators(lists, indicator_folder(tmp_path / "in", "residents,990101000000,2016-05,17"))
    assert stored(lists) == [("residents", "990101", "2016-05", "17")]


BAD_LINES = [
    ("beds,990101,2016-05,1", "declares no indicator 'beds' in elderly"),
    ("residents,99O101,2016-05,1", "'99O101' is no division code"),
    ("residents,990101,2016-13,1", "'2016-13' is not in the calendar"),
    ("residents,990101,2016-5,1", "'2016-5' is no month"),
    ("residents,990101,2016-05-01,1", "'2016-05-01' is no month"),
    ("residents,990101,2016-05,-1", "-1 is negative"),
    ("residents,990101,2016-05,", "'' is no number"),
    ("residents,990101,2016-05,NaN", "'NaN' is no number"),
    ("residents,990101,2016-05,Infinity", "'Infinity' is no number"),
    ("residents,990101,2016-05,1e400", "'1e400' is no number"),
    ("residents,990101,2016-05", "3 values, not 4"),
    ("residents,999999,2016-05,1", "no list of the record holds the division code 999999"),
]


def test_each_line_against_a_rule_is_refused_with_its_reason(lists: Engine, tmp_path: Path) -> None:
    lines = [line for line, _ in BAD_LINES]
    folder = indicator_folder(tmp_path / "in", *lines, "admissions,990101,2016-05,3")
    done = load_indicators(lists, folder)
    assert (done.accepted, done.refused) == (1, len(BAD_LINES))
    assert stored(lists) == [("admissions", "990101", "2016-05", "3")]
    told = dict(remarks(lists))
    for number, (_, reason) in enumerate(BAD_LINES, start=2):
        assert reason in told[f"elderly.csv line {number}"]


def test_a_retired_code_is_refused_with_the_unit_that_holds_in_the_month(
    lists: Engine, tmp_path: Path
) -> None:
    # 西县 went to 东县 in 2013, and that became 阳区 later: the candidate is the one of the month.
    folder = indicator_folder(
        tmp_path / "in", "residents,990122,2014-06,9", "residents,990122,2017-06,9"
    )
    load_indicators(lists, folder)
    assert stored(lists) == []
    assert remarks(lists) == [
        (
            "elderly.csv line 2",
            "the division code 990122 (西县) was retired on 2013-12-31; candidates: 990121 东县",
        ),
        (
            "elderly.csv line 3",
            "the division code 990122 (西县) was retired on 2013-12-31; candidates: 990101 东区",
        ),
    ]


def test_a_future_code_is_refused_with_the_day_it_stands_from(
    lists: Engine, tmp_path: Path
) -> None:
    load_indicators(lists, indicator_folder(tmp_path / "in", "residents,990101,2015-11,9"))
    assert remarks(lists) == [
        (
            "elderly.csv line 2",
            "the division code 990101 (东区) stands in the lists from 2015-12-31 only",
        )
    ]


def test_in_the_month_of_a_change_both_codes_hold(lists: Engine, tmp_path: Path) -> None:
    folder = indicator_folder(
        tmp_path / "in", "residents,990121,2015-12,9", "residents,990101,2015-12,9"
    )
    assert load_indicators(lists, folder).accepted == 2


def test_a_value_after_the_last_list_stands_on_the_last_known_state(
    lists: Engine, tmp_path: Path
) -> None:
    folder = indicator_folder(tmp_path / "in", "residents,990101,2024-03,9")
    assert load_indicators(lists, folder).accepted == 1


def test_a_line_repeated_is_stored_once(lists: Engine, tmp_path: Path) -> None:
    line = "residents,990101,2016-05,17"
    done = load_indicators(lists, indicator_folder(tmp_path / "in", line, line, line))
    assert (done.accepted, done.refused) == (1, 2)
    assert [record for record, _ in remarks(lists)] == ["elderly.csv line 3", "elderly.csv line 4"]


def test_of_lines_that_contradict_each_other_none_is_stored(lists: Engine, tmp_path: Path) -> None:
    folder = indicator_folder(
        tmp_path / "in", "residents,990101,2016-05,17", "residents,990101000000,2016-05,18"
    )
    done = load_indicators(lists, folder)
    assert (done.accepted, done.refused) == (0, 2)
    assert all("another value" in reason for _, reason in remarks(lists))


def test_a_corrected_value_replaces_the_old_one_which_stays_in_the_log(
    lists: Engine, tmp_path: Path
) -> None:
    first = load_indicators(
        lists,
        indicator_folder(
            tmp_path / "a", "residents,990101,2016-05,17", "residents,990101,2016-06,20"
        ),
    )
    second = load_indicators(
        lists,
        indicator_folder(
            tmp_path / "b", "residents,990101,2016-05,19", "residents,990101,2016-06,20.0"
        ),
    )
    assert (second.accepted, second.repaired) == (2, 1)
    assert [row[3] for row in stored(lists)] == ["19", "20"]
    assert remarks(lists, "repaired") == [
        ("elderly.csv line 2", f"replaces the value 17 that run {first.run_id} stored"),
    ]


def test_after_a_new_division_list_the_same_folder_is_checked_anew(
    lists: Engine, tmp_path: Path
) -> None:
    folder = indicator_folder(tmp_path / "in", "residents,990131,2021-02,17")
    assert load_indicators(lists, folder).refused == 1
    founded = ("990131", "北县", "county", "990100", date(2020, 12, 31), None, ())
    store_divisions(lists, [founded])
    again = load_indicators(lists, folder)
    assert (again.status, again.accepted, again.refused) == ("loaded", 1, 0)


def test_without_division_lists_nothing_is_loaded(engine: Engine, tmp_path: Path) -> None:
    folder = indicator_folder(tmp_path / "in", "residents,990101,2016-05,17")
    with pytest.raises(SourceRefused, match="load the division history first"):
        load_indicators(engine, folder)
    assert stored(engine) == []


def without(line: str) -> str:
    assert line in INDICATORS
    return INDICATORS.replace(f"{line}\n", "", 1)


@pytest.mark.parametrize(
    ("declarations", "reason"),
    [
        ("", "dataset: Field required"),
        ("[[dataset]\n", "datasets.toml is no TOML"),
        (without('unit = "人"'), "dataset.0.indicator.0.unit: Field required"),
        (without("minimum_cell = 5"), "dataset.0.indicator.0.minimum_cell: Field required"),
        (INDICATORS.replace('"stock"', '"snapshot"', 1), "dataset.0.indicator.0.kind"),
        (INDICATORS.replace('"open"', '"public"', 1), "dataset.0.indicator.0.grade"),
        (INDICATORS.replace("= 5", "= -5"), "dataset.0.indicator.0.minimum_cell"),
        (INDICATORS.replace('"residents"', '"Residents 1"'), "dataset.0.indicator.0.id"),
        (INDICATORS.replace('"admissions"', '"residents"'), "indicator residents more than once"),
        (INDICATORS + 'colour = "red"\n', "dataset.0.indicator.3.colour"),
        (
            INDICATORS.replace("additive_time = false", "additive_time = true", 1),
            "a stock does not add up over months",
        ),
    ],
)
def test_metadata_that_are_not_whole_are_refused(
    tmp_path: Path, declarations: str, reason: str
) -> None:
    with pytest.raises(SourceRefused, match=re.escape(reason)):
        read_dataset_file(indicator_folder(tmp_path / "in", declarations=declarations))


def test_values_without_full_metadata_stay_out(lists: Engine, tmp_path: Path) -> None:
    folder = indicator_folder(
        tmp_path / "in", "residents,990101,2016-05,17", declarations=without('unit = "人"')
    )
    with pytest.raises(SourceRefused, match="unit: Field required"):
        load_indicators(lists, folder)
    assert stored(lists) == []


def test_a_folder_without_declarations_or_values_is_refused(lists: Engine, tmp_path: Path) -> None:
    folder = indicator_folder(tmp_path / "in")
    (folder / "elderly.csv").unlink()
    with pytest.raises(SourceRefused, match=re.escape("elderly.csv is missing")):
        load_indicators(lists, folder)
    (folder / "datasets.toml").unlink()
    with pytest.raises(SourceRefused, match=re.escape("holds no datasets.toml")):
        load_indicators(lists, folder)


def test_a_half_written_file_leaves_nothing_of_the_folder(lists: Engine, tmp_path: Path) -> None:
    folder = indicator_folder(tmp_path / "in", "residents,990101,2016-05,17")
    path = folder / "elderly.csv"
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(SourceRefused, match="ends within a line"):
        load_indicators(lists, folder)
    assert stored(lists) == []
    with lists.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM indicator")).scalar_one() == 0


def test_a_file_that_no_dataset_declares_is_told(lists: Engine, tmp_path: Path) -> None:
    folder = indicator_folder(tmp_path / "in", "residents,990101,2016-05,17")
    (folder / "orphans.csv").write_text("indicator,division,month,value\n", encoding="utf-8")
    assert load_indicators(lists, folder).refused == 1
    assert remarks(lists) == [("orphans.csv", "datasets.toml declares no dataset of this file")]


def test_what_stored_values_mean_cannot_be_changed_under_them(
    lists: Engine, tmp_path: Path
) -> None:
    load_indicators(lists, indicator_folder(tmp_path / "a", "residents,990101,2016-05,17"))
    other = INDICATORS.replace('unit = "人"', 'unit = "万人"', 1)
    with pytest.raises(SourceRefused, match="give the new indicator another id"):
        load_indicators(
            lists,
            indicator_folder(tmp_path / "b", "residents,990101,2016-06,2", declarations=other),
        )
    renamed = INDICATORS.replace("在院老年人数", "在院老人数")
    done = load_indicators(lists, indicator_folder(tmp_path / "c", declarations=renamed))
    assert (done.repaired, done.refused) == (1, 0)


def test_more_than_a_thousand_refused_lines_are_all_kept(lists: Engine, tmp_path: Path) -> None:
    # They are refused while the good lines are on their way into the database by COPY.
    bad = [f"residents,990101,2016-05,-{number}" for number in range(1, 2502)]
    done = load_indicators(
        lists, indicator_folder(tmp_path / "in", *bad, "residents,990101,2016-05,17")
    )
    assert (done.accepted, done.refused) == (1, 2501)
    assert len(remarks(lists)) == 2501
