"""The fictional lists of 2004 to 2024 agree with themselves, and hold the kinds of change."""

from itertools import pairwise
from pathlib import Path

import pytest
from sample_files import standing, table

YEARS = range(2004, 2025)
PARENT_LEVEL = {"prefecture": "province", "county": "prefecture"}
PARENT_LEVEL |= {"township": "county", "village": "township"}
DIGITS = {"province": 6, "prefecture": 6, "county": 6, "township": 9, "village": 12}

History = list[dict[str, str]]


@pytest.fixture(scope="module")
def history(sample_folder: Path) -> History:
    return table(sample_folder / "division_history.csv.gz")


def row_of(history: History, code: str, year: int) -> dict[str, str]:
    (row,) = (row for row in standing(history, year) if row["code"] == code)
    return row


def test_the_columns_are_those_of_the_published_history(history: History) -> None:
    assert ",".join(history[0]) == (
        "code,name,level,status,parent_code,province_name,prefecture_name,valid_from,valid_to,"
        "successors"
    )


@pytest.mark.real_data
def test_the_header_equals_that_of_the_real_file(history: History, real_data: Path) -> None:
    assert list(history[0]) == list(table(real_data / "division_history_1981_2024.csv.gz")[0])


def test_every_code_and_every_name_says_that_it_is_fictional(history: History) -> None:
    assert all(row["code"].startswith("99") for row in history)
    assert all("虚" in row["name"] for row in history)
    assert all(len(row["code"]) == DIGITS[row["level"]] for row in history)


@pytest.mark.parametrize("year", YEARS)
def test_each_unit_of_a_list_has_its_parent_in_the_same_list(history: History, year: int) -> None:
    rows = standing(history, year)
    level_of = {row["code"]: row["level"] for row in rows}
    assert len(level_of) == len(rows), "a code stands twice"
    for row in rows:
        if row["level"] == "province":
            assert row["parent_code"] == "000000"
        else:
            assert level_of[row["parent_code"]] == PARENT_LEVEL[row["level"]]
        if row["level"] in ("township", "village"):
            assert row["code"].startswith(row["parent_code"])
    assert {row["level"] for row in rows} == set(DIGITS)


@pytest.mark.parametrize("year", YEARS)
def test_siblings_bear_different_names(history: History, year: int) -> None:
    rows = standing(history, year)
    assert len({(row["parent_code"], row["name"]) for row in rows}) == len(rows)


def test_successors_stand_in_the_list_of_the_year_that_names_them(history: History) -> None:
    for row in history:
        parts = [part for part in row["successors"].split(";") if part]
        for part in parts:
            code, _, bracket = part.partition("[")
            year = int(bracket.rstrip("]")) if bracket else int(row["valid_to"])
            assert row_of(history, code, year)["level"] == row["level"]
        assert not row["valid_to"] or parts, f"{row['code']} ends without a successor"


def test_a_code_that_was_retired_does_not_come_back(history: History) -> None:
    periods: dict[str, list[tuple[int, int]]] = {}
    for row in history:
        end = int(row["valid_to"] or 9999)
        periods.setdefault(row["code"], []).append((int(row["valid_from"]), end))
    for code, spans in periods.items():
        assert all(end == start for (_, end), (start, _) in pairwise(sorted(spans))), code


def test_the_prefecture_has_ten_counties_at_the_end(history: History) -> None:
    counties = [row for row in standing(history, 2024) if row["parent_code"] == "990100"]
    assert len(counties) == 10


def test_towns_have_three_to_six_villages_when_the_record_begins(history: History) -> None:
    rows = standing(history, 2004)
    for town in (row for row in rows if row["level"] == "township"):
        assert 3 <= sum(row["parent_code"] == town["code"] for row in rows) <= 6


def test_a_rename_keeps_the_code(history: History) -> None:
    before, after = (row_of(history, "990121", year) for year in (2005, 2006))
    assert (before["name"], after["name"]) == ("虚丙县", "虚云县")
    assert (before["status"], before["successors"]) == ("changed", "990121")


def test_a_split_gives_two_new_counties(history: History) -> None:
    assert row_of(history, "990123", 2011)["successors"] == "990126;990127"


def test_a_merger_leaves_one_of_the_two(history: History) -> None:
    gone, stays = row_of(history, "990105", 2014), row_of(history, "990104", 2015)
    assert (gone["successors"], gone["valid_to"]) == ("990104", "2015")
    assert stays["valid_from"] == "2013"


def test_two_counties_are_abolished_for_a_new_one(history: History) -> None:
    ended = [row_of(history, code, 2021) for code in ("990221", "990222")]
    assert [row["successors"] for row in ended] == ["990203", "990203"]
    assert row_of(history, "990203", 2022)["valid_from"] == "2022"


def test_a_whole_town_moves_to_the_neighbour_with_a_new_code(history: History) -> None:
    assert row_of(history, "990122", 2024)["successors"] == "990103[2008]"
    (town,) = (
        row
        for row in history
        if row["level"] == "township"
        and row["parent_code"] == "990122"
        and row["valid_to"]
        and row["valid_to"] == "2008"
    )
    moved = row_of(history, town["successors"], 2008)
    assert moved["parent_code"] == "990103"
    assert moved["name"][:3] == town["name"][:3]


def test_a_change_of_administering_city_gives_a_new_code(history: History) -> None:
    before, after = row_of(history, "990281", 2019), row_of(history, "990182", 2020)
    assert before["name"] == after["name"]
    assert (before["parent_code"], after["parent_code"]) == ("990200", "990100")
    assert before["successors"] == "990182"


def test_a_pure_change_of_code_changes_nothing_else(history: History) -> None:
    before, after = row_of(history, "990124", 2009), row_of(history, "990131", 2010)
    assert (before["name"], before["parent_code"]) == (after["name"], after["parent_code"])


def test_a_county_that_becomes_a_district_gets_a_new_code(history: History) -> None:
    before, after = row_of(history, "990125", 2012), row_of(history, "990104", 2013)
    assert (before["name"], after["name"]) == ("虚庚县", "虚庚区")
    assert before["successors"] == "990104"


def test_towns_and_villages_follow_the_code_of_their_county(history: History) -> None:
    for level in ("township", "village"):
        old = {
            (row["name"], row["code"][6:])
            for row in standing(history, 2009)
            if row["level"] == level and row["code"].startswith("990124")
        }
        new = {
            (row["name"], row["code"][6:])
            for row in standing(history, 2010)
            if row["level"] == level and row["code"].startswith("990131")
        }
        assert old
        assert old == new


def test_villages_are_merged_into_neighbours(history: History) -> None:
    merged = [row for row in history if row["level"] == "village" and row["valid_to"] == "2019"]
    assert len(merged) >= 4
    for row in merged:
        assert row_of(history, row["successors"], 2019)["parent_code"] == row["parent_code"]
