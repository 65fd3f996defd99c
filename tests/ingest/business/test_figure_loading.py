"""Files of figures: long and wide, every period in its place, history kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from declared_rows import declare, remarks, standing_figures
from division_rows import store_divisions
from sqlalchemy import Engine, text

from ingest.business.taking import load_figures
from spatial.business.figures import data_known_at, figures
from spatial.errors import BadParameter


@pytest.fixture
def lists(engine: Engine) -> Engine:
    """An engine on a database with a few division lists and two declared datasets."""
    store_divisions(engine)
    declare(engine)
    return engine


def table(folder: Path, *lines: str, name: str = "rows.csv") -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_the_long_form_has_a_row_for_each_figure(lists: Engine, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "指标,区划代码,时期,数值",
        "救助人次,990101,2016年5月,1，200",
        "helped,990100,2016-06,17",
        "救助支出合计,990101,2016年1-5月,1.5万元",
        "yearly,990101,2016,30",
    )
    done = load_figures(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (4, 0)
    assert standing_figures(lists) == [
        ("helped", "990100", "2016-06-01", "17"),
        ("helped", "990101", "2016-05-01", "1200"),
        ("spent", "990101", "2016-05-01", "15000.0"),
        ("yearly", "990101", "2016-01-01", "30"),
    ]


def test_the_wide_form_has_a_column_for_each_indicator_r8_3(lists: Engine, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "地区,救助人次,救助支出合计（万元）",
        "东区,0,0.5",
        "虚构市,—,",
        "虚构省,3,",
    )
    done = load_figures(lists, path, dataset="rescues", period="2016-05")
    assert (done.accepted, done.refused) == (3, 0)
    # What is left empty is missing and never a zero; a zero is one.
    assert standing_figures(lists) == [
        ("helped", "990000", "2016-05-01", "3"),
        ("helped", "990101", "2016-05-01", "0"),
        ("spent", "990101", "2016-05-01", "5000.0"),
    ]


BAD_ROWS = [
    ("helped,990101,2016,1", "时期“2016”是年，而该指标按月申报"),
    ("helped,990101,2016Q2,1", "时期“2016Q2”是季度"),
    ("helped,990101,2016-05-10/2016-06-09,1", "没有“2016-05-10/2016-06-09”这一时期"),
    ("helped,990101,2016年1-5月,1", "不是时期"),
    ("helped,990101,2016-13,1", "日历中没有"),
    ("helped,990101,2016-05,-1", "-1 是负数"),
    ("helped,990101,2016-05,若干", "“若干”不是数"),
    ("beds,990101,2016-05,1", "没有申报指标“beds”：有 helped 救助人次"),
    ("helped,990121,2016-05,1", "990121 东县列至 2015-12-30，2016-05-31 已无；候选：990101 东区"),
    ("helped,990101001,2016-05,1", "数值不能归到上级"),
    ("helped,,2016-05,1", "没有区划"),
    ("helped,990101,,1", "没有时期"),
]


def test_each_figure_against_a_rule_is_refused_with_its_reason_r1_11(
    lists: Engine, tmp_path: Path
) -> None:
    header = "indicator,division,period,value"
    path = table(tmp_path, header, *(row for row, _ in BAD_ROWS))
    done = load_figures(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (0, len(BAD_ROWS))
    told = dict(remarks(lists))
    for line, (_, reason) in enumerate(BAD_ROWS, start=2):
        assert reason in told[f"line {line}"]


def test_in_a_month_of_change_the_old_and_the_new_code_hold(lists: Engine, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "indicator,division,period,value",
        "helped,990121,2015-12,1",
        "helped,990101,2015-12,2",
        "helped,990121,2016-01,3",
    )
    done = load_figures(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (2, 1)


def test_a_period_that_overlaps_a_stored_one_is_refused(lists: Engine, tmp_path: Path) -> None:
    with lists.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO observation (indicator_id, division_code, starts, ends, value) VALUES"
                " ('helped', '990101', '2016-04-01', '2016-07-01', 9)"
            )
        )
    path = table(
        tmp_path,
        "indicator,division,period,value",
        "helped,990101,2016-05,1",
        "helped,990101,2016-07,1",
        "helped,990101,2016-04,1",
    )
    done = load_figures(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (1, 2)
    assert "时期重叠：helped 在 990101 已有 2016-04-01 起（2016-07-01 止，不含）的数" in dict(
        remarks(lists)
    )["line 2"]  # fmt: skip


def test_a_corrected_figure_keeps_what_was_known(lists: Engine, tmp_path: Path) -> None:
    header = "indicator,division,period,value"
    load_figures(lists, table(tmp_path, header, "helped,990101,2016-05,1"), dataset="rescues")
    with lists.connect() as connection:
        first = data_known_at(connection, ["helped"])
    second = table(
        tmp_path, header, "helped,990101,2016-05,2", "helped,990101,2016-06,2", name="b.csv"
    )
    assert load_figures(lists, second, dataset="rescues").accepted == 2
    with lists.connect() as connection:
        then = figures(connection, "helped", known_at=first)
        now = figures(connection, "helped", known_at=data_known_at(connection, ["helped"]))
    assert [(one.period.start, one.value) for one in then] == [(date(2016, 5, 1), 1)]
    assert [one.value for one in now] == [2, 2]


def test_figures_that_contradict_each_other_are_all_refused(lists: Engine, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "indicator,division,period,value",
        "helped,990101,2016-05,1",
        "helped,990101,2016年5月,2",
        "helped,990101,2016-06,3",
        "helped,990101,2016-06,3",
    )
    done = load_figures(lists, path, dataset="rescues")
    assert (done.accepted, done.refused) == (1, 3)


def test_a_dataset_without_indicators_takes_none(lists: Engine, tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match="没有指标"):
        load_figures(lists, table(tmp_path, "a"), dataset="homes")
