"""Writes the files of the thirteen lines, and says in which order they are loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ingest.sample.business import (
    border_checks,
    charity,
    children,
    communities,
    disability,
    elderly,
    funerals,
    marriage,
    organisations,
    place_names,
    rescue,
    seats,
    social_assistance,
)
from ingest.sample.business.figures import Table, table
from ingest.sample.business.ground import Ground
from ingest.sample.business.report_book import before_year, of_year, write_report_book
from ingest.sample.business.rows import Row
from ingest.sample.business.sheets import write_json_lines, write_parquet
from ingest.sample.coverage import CellEdge
from ingest.sample.files import write_csv

RECORDS, FIGURES = "records", "figures"
_FORMS = {"community": ".jsonl", "marriage_registrations": ".parquet"}
"""Records that are not sent as CSV."""
_BOOK = "disability_subsidies_2024"
"""Figures that are sent as a workbook."""


@dataclass(frozen=True, slots=True)
class BusinessFile:
    """A file of the sample: its kind of source, its dataset, its place in the folder."""

    kind: str
    dataset: str
    file: str


def write_business(
    folder: Path,
    ground: Ground,
    edges: Sequence[CellEdge],
    markers: Sequence[Sequence[object]],
    seed: int,
) -> list[BusinessFile]:
    """Writes records and figures of all lines below `folder`; what comes back is in loading order.

    edges: of cells, for what is told of lines. markers: the rows of the file of markers.
    """
    written = []
    for dataset, name, found in _figures(ground, edges, seed):
        file = f"{FIGURES}/{name}{'.xlsx' if name == _BOOK else '.csv'}"
        if name == _BOOK:
            write_report_book(folder / file, ground, found)
        else:
            write_csv(folder / file, found.header, found.rows)
        written.append(BusinessFile(FIGURES, dataset, file))
    for dataset, rows in _records(ground, edges, markers, seed):
        file = f"{RECORDS}/{dataset}{_FORMS.get(dataset, '.csv')}"
        _write_records(folder / file, rows)
        written.append(BusinessFile(RECORDS, dataset, file))
    return written


def _write_records(path: Path, rows: list[Row]) -> None:
    header = list(dict.fromkeys(name for row in rows for name in row))
    if path.suffix == ".jsonl":
        write_json_lines(path, rows)
    elif path.suffix == ".parquet":
        write_parquet(path, {name: [row[name] for row in rows] for name in header})
    else:
        write_csv(path, header, ([row.get(name, "") for name in header] for row in rows))


def business_sources(files: Sequence[BusinessFile]) -> str:
    """The entries of the files in sources.toml."""
    return "".join(
        f'\n[[source]]\nkind = "{one.kind}"\nfile = "{one.file}"\ndataset = "{one.dataset}"\n'
        for one in files
    )


def _records(
    ground: Ground,
    edges: Sequence[CellEdge],
    markers: Sequence[Sequence[object]],
    seed: int,
) -> Iterator[tuple[str, list[Row]]]:
    def rng(line: int, number: int) -> np.random.Generator:
        # Each dataset has random numbers of its own: a change of one leaves the others.
        return np.random.default_rng([seed, 20 + line, number])

    yield "low_income_households", social_assistance.households(ground, rng(1, 1))
    yield "assistance_warnings", social_assistance.warnings(ground, rng(1, 2))
    yield "subsidy_recipients", disability.recipients(ground, rng(2, 1))
    yield "cross_province_applications", disability.applications(ground, rng(2, 2))
    yield "rehabilitation_point", disability.points(ground, rng(2, 3))
    yield "children_register", children.register(ground, rng(3, 1))
    yield "protection_station", children.stations(ground, rng(3, 2))
    yield "school", children.schools(ground, rng(3, 3))
    yield "rescue_events", rescue.events(ground, rng(4, 1))
    yield "rescue_known_places", rescue.known_places(ground, rng(4, 2))
    yield "community", communities.communities(ground, rng(5, 1))
    yield "grid_unit", communities.grids(ground, rng(5, 2))
    yield "community_station", communities.stations(ground, rng(5, 3))
    yield "smart_community_pilot", communities.pilots(ground, rng(5, 4))
    homes = organisations.homes(ground, rng(6, 0))
    register = organisations.register(ground, homes, rng(6, 1))
    yield "social_organization", register
    reports = organisations.annual_reports(ground, register, homes, rng(6, 2))
    yield "organization_annual_reports", reports
    yield "place_name_announcements", place_names.announcements(ground, rng(7, 1))
    yield "place_name_sign", place_names.signs(ground, rng(7, 2))
    yield "street", place_names.streets(ground, rng(7, 3))
    yield "nonstandard_name_findings", place_names.findings(ground, rng(7, 4))
    yield "division_seat", seats.seats(ground)
    yield "division_adjustments", seats.adjustments(ground, rng(8, 1))
    yield "retired_code_findings", seats.retired_codes(ground, rng(8, 2))
    yield "boundary_marker_checks", border_checks.marker_checks(markers, rng(9, 1))
    yield "boundary_incidents", border_checks.incidents(ground, edges, rng(9, 2))
    charities = charity.organisations(ground, rng(10, 1))
    yield "charity_organization", charities
    yield "charity_projects", charity.projects(ground, charities, rng(10, 2))
    yield "elderly_persons", elderly.persons(ground, rng(11, 1))
    yield "meal_point", elderly.meal_points(ground, rng(11, 2))
    yield "fire_station", elderly.fire_stations(ground, rng(11, 3))
    yield "hazard_zone", elderly.hazard_zones(ground, rng(11, 4))
    yield "wristband_alarms", elderly.alarms(ground, rng(11, 5))
    offices = marriage.offices(ground, rng(12, 1))
    yield "marriage_office", offices
    yield "marriage_registrations", marriage.registrations(ground, offices, rng(12, 2))
    spots, cells = funerals.cemetery_spots(ground, seed), funerals.zone_cells(ground, seed)
    yield "cemetery", funerals.cemeteries(ground, spots, rng(13, 1))
    yield "cemetery_observed", funerals.observed(ground, spots)
    yield "burial_forbidden_zone", funerals.forbidden_zones(ground, cells, rng(13, 3))
    yield "suspected_graves", funerals.suspected_graves(ground, cells, rng(13, 4))
    yield "ecological_burial_site", funerals.ecological_sites(ground, rng(13, 5))
    yield "funeral_home", funerals.funeral_homes(ground, rng(13, 6))
    yield "cemetery_counts", funerals.counts(ground, spots, rng(13, 7))


def _figures(
    ground: Ground, edges: Sequence[CellEdge], seed: int
) -> Iterator[tuple[str, str, Table]]:
    """Dataset, name of the file, table."""

    def rng(line: int) -> np.random.Generator:
        return np.random.default_rng([seed, 20 + line, 0])

    assistance = social_assistance.reported(ground, rng(1))
    people = communities.reported(ground, rng(5))
    of_counties = {
        "social_assistance": assistance,
        "disability_subsidies": disability.reported(ground, rng(2)),
        "child_welfare": children.reported(ground, rng(3)),
        "rescue_statistics": rescue.reported(ground, rng(4)),
        "community_statistics": people,
        "social_organization_statistics": organisations.reported(ground, rng(6)),
        "place_name_statistics": place_names.reported(ground, rng(7)),
        "division_statistics": seats.reported(ground),
        "boundary_statistics": border_checks.reported(ground, edges, rng(9)),
        "charity_statistics": charity.reported(ground, rng(10)),
        "elderly_care": elderly.reported(ground, rng(11)),
        "marriage_registration": marriage.reported(ground, rng(12)),
        "festival_statistics": funerals.by_day(ground, rng(13)),
        "funeral_statistics": funerals.reported(ground, rng(14)),
    }
    for dataset, reported in of_counties.items():
        found = table(ground, reported)
        if _BOOK.startswith(dataset):
            yield dataset, dataset, before_year(found, 2024)
            found = of_year(found, 2024)
        yield dataset, _BOOK if _BOOK.startswith(dataset) else dataset, found
    # One prefecture tells of its townships too: as whole ones moved, its counties are exact.
    since = [one for one in assistance if one.text >= "2022-01"]
    only = ("subsistence_allowance_recipients",)
    yield (
        "social_assistance",
        "social_assistance_townships",
        table(ground, since, level="township", only=only, within="9902"),
    )
    yearly = [one for one in people if one.text.endswith("-12")]
    yield (
        "community_statistics",
        "community_statistics_townships",
        table(ground, yearly, level="township", only=("resident_population",)),
    )
