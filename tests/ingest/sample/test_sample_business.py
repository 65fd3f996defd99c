"""The fictional business lines: who is told of, where, when, and how figures hang together."""

import calendar
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from openpyxl import load_workbook
from sample_files import features, standing, table
from shapely.geometry import Point

from spatial.business.declarations.model import Nature
from spatial.business.declarations.shipped import shipped_declarations

# The approvals of the two decisions of these years; without one a list holds from its last day.
CHANGES = {2020: date(2020, 9, 15), 2022: date(2022, 4, 11)}
MONTHLY = {
    "social_assistance": 2018,
    "community_statistics": 2018,
    "elderly_care": 2020,
    "marriage_registration": 2020,
    "child_welfare": 2022,
    "rescue_statistics": 2022,
    "charity_statistics": 2022,
}

Rows = list[dict[str, str]]


def figures(folder: Path, name: str) -> Rows:
    return table(folder / "figures" / f"{name}.csv")


def records(folder: Path, name: str) -> Rows:
    """The records of a dataset, whatever the form of their file; all values as texts."""
    (file,) = (folder / "records").glob(f"{name}.*")
    if file.suffix == ".jsonl":
        lines = file.read_text(encoding="utf-8").splitlines()
        return [{key: str(value) for key, value in json.loads(line).items()} for line in lines]
    if file.suffix == ".parquet":
        rows = pq.read_table(file).to_pylist()
        return [{key: str(value) for key, value in row.items()} for row in rows]
    return table(file)


def recorded(folder: Path) -> list[str]:
    return sorted(file.stem for file in (folder / "records").iterdir())


def counties_on(history: Rows, day: date) -> set[str]:
    of_list = day.year if day >= CHANGES.get(day.year, date(day.year, 12, 31)) else day.year - 1
    return {row["code"] for row in standing(history, of_list) if row["level"] == "county"}


@pytest.mark.parametrize("dataset", MONTHLY)
def test_figures_stand_on_the_counties_of_each_month(sample_folder: Path, dataset: str) -> None:
    history = table(sample_folder / "division_history.csv.gz")
    months: dict[str, set[str]] = {}
    for row in figures(sample_folder, dataset):
        months.setdefault(row["period"], set()).add(row["division"])
        assert all(float(value) >= 0 for value in list(row.values())[2:])
    years = range(MONTHLY[dataset], 2025)
    assert list(months) == [f"{year}-{month:02}" for year in years for month in range(1, 13)]
    for month, codes in months.items():
        year, number = map(int, month.split("-"))
        last = date(year, number, calendar.monthrange(year, number)[1])
        missing = counties_on(history, last) - codes
        assert codes <= counties_on(history, last)
        assert missing == ({"990122"} if month == "2022-07" else set())


def test_the_workbook_is_of_the_kind_that_people_send(sample_folder: Path) -> None:
    book = load_workbook(sample_folder / "figures" / "disability_subsidies_2024.xlsx")
    rows = list(book["月报"].iter_rows(values_only=True))
    counties = [row for row in rows if re.fullmatch(r"\d{6}", str(row[1]))]
    subtotals = [row for row in rows if row[1] == "小计"]
    assert (len(counties), len(subtotals)) == (12 * 12, 12)
    assert sum(row[4] for row in counties) == sum(row[4] for row in subtotals)
    assert len(book["月报"].merged_cells.ranges) == 2 + 4 + 2 + 12


def test_cumulative_figures_grow_within_a_year_and_begin_again(sample_folder: Path) -> None:
    rows = figures(sample_folder, "marriage_registration")
    values = {row["period"]: int(row["marriages"]) for row in rows if row["division"] == "990102"}
    for year in range(2020, 2025):
        of_year = [values[f"{year}-{month:02}"] for month in range(1, 13)]
        assert of_year == sorted(of_year)
        assert of_year[0] < of_year[-1] / 6


def test_a_stock_goes_on_smoothly_over_a_change_of_codes(sample_folder: Path) -> None:
    rows = figures(sample_folder, "elderly_care")
    value = {(row["division"], row["period"]): int(row["care_beds"]) for row in rows}
    before = value["990221", "2022-03"] + value["990222", "2022-03"]
    assert value["990203", "2022-04"] == pytest.approx(before, rel=0.02)


def test_townships_add_up_to_their_counties(sample_folder: Path) -> None:
    name = "subsistence_allowance_recipients"
    sums: Counter[tuple[str, str]] = Counter()
    for row in figures(sample_folder, "social_assistance_townships"):
        sums[row["division"][:6], row["period"]] += int(row[name])
    counties = {
        (row["division"], row["period"]): int(row[name])
        for row in figures(sample_folder, "social_assistance")
        if row["period"] >= "2022-01" and row["division"].startswith("9902")
    }
    assert sums == counties


def test_keys_stand_once_but_for_what_has_several_periods(sample_folder: Path) -> None:
    for dataset in recorded(sample_folder):
        rows = [row for row in records(sample_folder, dataset) if row["key"]]
        dated = Counter((row["key"], row.get("valid_from", "")) for row in rows)
        assert [key for key, count in dated.items() if count > 1] == [], dataset


def test_every_dataset_that_is_shipped_has_its_data(sample_folder: Path) -> None:
    shipped = {one.id: one for one in shipped_declarations()}
    by_kind = {row["kind"] for row in table(sample_folder / "facilities.csv")}
    of_figures = {file.stem for file in (sample_folder / "figures").glob("*.csv")} & set(shipped)
    assert of_figures | by_kind | set(recorded(sample_folder)) == set(shipped)
    given = {
        name
        for file in (sample_folder / "figures").glob("*.csv")
        for name in list(table(file)[0])[2:]
    }
    # A rate is made from its numerator and denominator, never reported.
    indicators = (one for each in shipped.values() for one in each.indicators)
    assert given == {one.id for one in indicators if one.nature is not Nature.RATE}


def test_every_column_is_declared_and_its_values_are_allowed(sample_folder: Path) -> None:
    shipped = {one.id: one for one in shipped_declarations()}
    places = {"key", "day", "at", "valid_from", "valid_to", "division", "lon", "lat", "address"}
    for dataset in recorded(sample_folder):
        rows = records(sample_folder, dataset)
        fields = {field.name: field for field in shipped[dataset].fields}
        columns = {column for row in rows for column in row}
        assert columns - places - {"geometry"} <= set(fields), dataset
        assert set(fields) <= columns, dataset
        for name, field in fields.items():
            if field.values is not None and dataset != "assistance_warnings":
                assert {row[name] for row in rows} - {""} <= set(field.values), (dataset, name)


def test_the_rows_that_are_meant_to_be_wrong_are_few(sample_folder: Path) -> None:
    reasons = {"大额医疗支出", "新增残疾", "失业", "受灾", "子女就学", "收入骤降", "其他"}
    rows = records(sample_folder, "assistance_warnings")
    wrong = [row for row in rows if row["reason"] not in reasons]
    assert {row["reason"] for row in wrong} == {"", "不详"}
    assert [row["key"] for row in rows if row["key"].startswith("YJ-9")] == [
        f"YJ-90000{number}" for number in range(1, 5)
    ]


def test_cases_have_the_code_of_their_day(sample_folder: Path) -> None:
    history = table(sample_folder / "division_history.csv.gz")
    for dataset in ("low_income_households", "rescue_events", "marriage_registrations"):
        for row in records(sample_folder, dataset)[::7]:
            day = date.fromisoformat(row["day"])
            assert row["division"][:6] in counties_on(history, day)


def test_cases_lie_in_the_towns_of_their_codes(sample_folder: Path) -> None:
    shapes = {
        each["code"]: shape for each, shape in features(sample_folder / "townships_2024.geojson.gz")
    }
    rows = [row for row in records(sample_folder, "elderly_persons") if row["lon"]]
    for row in rows[::9]:
        point = Point(float(row["lon"]), float(row["lat"]))
        assert shapes[row["division"]].contains(point)


def test_the_flood_makes_a_cluster_of_warnings(sample_folder: Path) -> None:
    rows = [row for row in records(sample_folder, "assistance_warnings") if row["lon"]]
    flood = [row for row in rows if row["reason"] == "受灾"]
    assert len(flood) == 150
    assert {row["day"][:7] for row in flood} == {"2024-07"}
    (zone,) = (
        shapely.from_wkt(row["geometry"])
        for row in records(sample_folder, "hazard_zone")
        if row["kind"] == "洪涝"
    )
    inside = [zone.contains(Point(float(row["lon"]), float(row["lat"]))) for row in flood]
    assert np.mean(inside) > 0.85


def test_people_are_found_about_the_coach_station_on_winter_nights(sample_folder: Path) -> None:
    rows = records(sample_folder, "rescue_events")
    nights = Counter(row["division"] for row in rows if int(row["hour"]) >= 20)
    (most, count), (_, next_count) = nights.most_common(2)
    assert most == "990102001"
    assert count > 3 * next_count
    months = Counter(row["day"][5:7] for row in rows if row["division"] == most)
    assert months["01"] + months["12"] > 4 * (months["06"] + months["07"])


def test_three_cemeteries_reach_beyond_their_approved_outline(sample_folder: Path) -> None:
    approved = {
        row["key"]: shapely.from_wkt(row["geometry"])
        for row in records(sample_folder, "cemetery")
        if not row["valid_to"]
    }
    beyond = [
        row["cemetery"]
        for row in records(sample_folder, "cemetery_observed")
        if not approved[row["cemetery"]].buffer(1e-5).contains(shapely.from_wkt(row["geometry"]))
    ]
    assert beyond == ["GM-03", "GM-08", "GM-11"]
