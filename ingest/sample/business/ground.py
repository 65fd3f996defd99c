"""Who lives where on the fictional land, and what each place was called on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from ingest.sample.coverage import DECIMALS, Points, to_lon_lat, to_plane
from ingest.sample.decisions import change_day
from ingest.sample.registry import Entry, Level, YearList
from ingest.sample.terrain import elevation_m

Shares = NDArray[np.floating[Any]]
"""A share for every cell of the land."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the land. lon, lat: degrees CGCS2000 as texts of the files; cell: its cell."""

    lon: str
    lat: str
    cell: int


def spot_of(lon: float, lat: float, cell: int) -> Spot:
    """The place of degrees lon, lat."""
    return Spot(f"{lon:.{DECIMALS}f}", f"{lat:.{DECIMALS}f}", cell)


@dataclass(slots=True)
class Ground:
    """The land with its people, who keep to their cells through all changes of divisions.

    cells: in degrees lon, lat. lists: the yearly lists of divisions. people: of each cell.
    """

    cells: Sequence[Polygon]
    lists: Mapping[int, YearList]
    people: NDArray[np.int64]
    middles: Points = field(init=False)
    """A point inside every cell, on the working plane (km)."""
    hilliness: Shares = field(init=False)
    """From 0 to 1: how high each cell lies."""
    _holders: dict[tuple[int, Level], dict[int, Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        inside = [cell.representative_point() for cell in self.cells]
        self.middles = to_plane(np.array([[point.x, point.y] for point in inside]))
        height = elevation_m(self.middles)
        self.hilliness = (height - height.min()) / np.ptp(height)

    @classmethod
    def of(cls, cells: Sequence[Polygon], lists: Mapping[int, YearList], seed: int) -> Ground:
        """The land of the seed: 1,500 to 6,000 people in every cell."""
        rng = np.random.default_rng([seed, 5])
        return cls(cells, lists, rng.integers(1500, 6000, len(cells)))

    @property
    def elderly(self) -> Shares:
        """The share of people of 60 years and more: larger in the hills, which the young leave."""
        return 0.17 + 0.11 * self.hilliness

    def residents(self, year: int) -> NDArray[np.int64]:
        """The people of every cell in a year: the plain grows, the hills lose."""
        growth = 1 + (0.009 - 0.017 * self.hilliness) * (year - 2018)
        of_year: NDArray[np.int64] = np.rint(self.people * growth).astype(np.int64)
        return of_year

    def listed(self, day: date) -> YearList:
        """The list whose divisions stood on a day."""
        return self.lists[self._year(day)]

    def units(self, day: date, level: Level) -> list[Entry]:
        """The units of a level on a day, in the order of codes."""
        return [entry for entry in self.listed(day).values() if entry.level == level]

    def unit(self, cell: int, day: date, level: Level) -> Entry:
        """The unit of a level in which a cell lay on a day."""
        key = self._year(day), level
        if key not in self._holders:
            self._holders[key] = {
                each: entry for entry in self.units(day, level) for each in entry.cells
            }
        return self._holders[key][cell]

    def within(self, code: str, day: date) -> Shares:
        """1 for the cells of a unit on a day, else 0."""
        share = np.zeros(len(self.cells))
        share[sorted(self.listed(day)[code].cells)] = 1
        return share

    def spots(self, count: int, weight: Shares, rng: np.random.Generator) -> Iterator[Spot]:
        """Places of as many people, drawn with a weight for each cell beside its people."""
        chances = self.people * weight
        chosen = rng.choice(len(self.cells), count, p=chances / chances.sum())
        for number in chosen:
            yield self.spot(int(number), rng)

    def spot(self, cell: int, rng: np.random.Generator) -> Spot:
        """A place inside a cell."""
        shape = self.cells[cell]
        west, south, east, north = shape.bounds
        x, y = rng.uniform(west, east, 12), rng.uniform(south, north, 12)
        inside = np.flatnonzero(shapely.contains_xy(shape, x, y))
        if not inside.size:
            return self.middle_spot(cell)
        return spot_of(float(x[inside[0]]), float(y[inside[0]]), cell)

    def spot_near(self, cell: int, spread_km: float, rng: np.random.Generator) -> Spot:
        """A place inside a cell about its middle. spread_km: the standard deviation."""
        plane = self.middles[cell] + rng.normal(0, spread_km, (12, 2))
        places = to_lon_lat(plane)
        inside = np.flatnonzero(shapely.contains_xy(self.cells[cell], *places.T))
        if not inside.size:
            return self.middle_spot(cell)
        lon, lat = places[inside[0]]
        return spot_of(float(lon), float(lat), cell)

    def middle_spot(self, cell: int) -> Spot:
        """The same place inside a cell for all who ask."""
        point = self.cells[cell].representative_point()
        return spot_of(point.x, point.y, cell)

    def address(self, cell: int, day: date) -> str:
        """Where a cell lies, in the names of a day: 虚构省虚构市虚甲区虚云溪街道."""
        town = self.unit(cell, day, "township")
        county = self.unit(cell, day, "county")
        return f"{town.province_name}{town.prefecture_name}{county.name}{town.name}"

    def _year(self, day: date) -> int:
        return day.year if day >= change_day(day.year) else day.year - 1


@dataclass(frozen=True, slots=True)
class Month:
    """A month as the figures name it."""

    year: int
    number: int

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """Its last day."""
        return date(self.year + self.number // 12, self.number % 12 + 1, 1) - timedelta(days=1)

    @property
    def text(self) -> str:
        """As in 2024-05."""
        return f"{self.year}-{self.number:02}"

    def season(self, peak: int, height: float) -> float:
        """A factor about 1 that is greatest in the month `peak` and least half a year from it."""
        return 1 + height * float(np.cos(2 * np.pi * (self.number - peak) / 12))


def months(first_year: int, last_year: int) -> Iterator[Month]:
    """The months of some years, both included."""
    for year in range(first_year, last_year + 1):
        for number in range(1, 13):
            yield Month(year, number)


def day_between(first: date, last: date, rng: np.random.Generator) -> date:
    """A day from first to last, both included."""
    return first + timedelta(days=int(rng.integers(0, (last - first).days + 1)))


def seasonal_day(year: int, peak: int, height: float, rng: np.random.Generator) -> date:
    """A day of a year; days about the middle of the month `peak` come more often."""
    days = np.arange((date(year + 1, 1, 1) - date(year, 1, 1)).days)
    chances = 1 + height * np.cos(2 * np.pi * (days - (peak - 0.5) * 30.44) / 365.25)
    number = int(rng.choice(days, p=chances / chances.sum()))
    return date(year, 1, 1) + timedelta(days=number)
