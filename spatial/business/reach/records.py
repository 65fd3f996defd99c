"""What datasets hold at places: facilities that stand on a day, cases of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from spatial.access.declaration import Grade
from spatial.business.suppression.cell_keys import Perturbation, perturbation_of
from spatial.db import read_sql
from spatial.divisions.footing import Footing
from spatial.errors import BadParameter, NotPermitted

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DatasetOf:
    """What of a dataset's declaration decides what may be shown of it. minimum_cell: k."""

    id: str
    title: str
    holds: tuple[str, ...]
    grade: Grade
    minimum_cell: int

    @property
    def perturbation(self) -> Perturbation | None:
        """How counts of its records are perturbed; None where they are exact."""
        return perturbation_of(self.minimum_cell)

    @property
    def listed(self) -> bool:
        """Whether single records may be listed (R8.5)."""
        return self.grade is Grade.OPEN


def dataset_of(connection: Connection, identifier: str) -> DatasetOf:
    """The dataset. Raises BadParameter with those that hold places."""
    row = connection.execute(
        text("SELECT id, title, holds, grade, minimum_cell FROM dataset WHERE id = :id"),
        {"id": identifier},
    ).one_or_none()
    if row is None:
        there = connection.execute(
            text("SELECT id FROM dataset WHERE holds && ARRAY['facilities', 'cases'] ORDER BY id")
        ).scalars()
        raise BadParameter(f"there is no dataset {identifier!r}: one of {', '.join(there)}")
    return DatasetOf(row.id, row.title, tuple(row.holds), Grade(row.grade), row.minimum_cell)


def require_facilities(dataset: DatasetOf) -> None:
    """Returns when the dataset holds facilities that may be told one by one.

    Raises BadParameter, NotPermitted.
    """
    if "facilities" not in dataset.holds:
        raise BadParameter(f"the dataset {dataset.id} holds no facilities")
    if not dataset.listed:
        raise NotPermitted(
            f"the facilities of {dataset.id} are of grade {dataset.grade}: single ones stay closed "
            "until accounts and rights exist"
        )


def records_known_at(connection: Connection, datasets: Sequence[str]) -> datetime | None:
    """When the last thing of the datasets' records, or of the roads, was learned or taken back."""
    known: datetime | None = connection.execute(
        text(read_sql("spatial.business.reach", "records_known")), {"datasets": list(datasets)}
    ).scalar_one()
    return known


@dataclass(frozen=True, slots=True)
class Facilities:
    """Facilities that stand on a day, by key. lon, lat: degrees, CGCS2000."""

    keys: tuple[str, ...]
    names: tuple[str | None, ...]
    lon: Floats
    lat: Floats
    attributes: tuple[dict[str, Any], ...]

    def __len__(self) -> int:
        return len(self.keys)

    def some(self, places: Numbers) -> Facilities:
        """Those at the places, in their order."""
        return Facilities(
            tuple(self.keys[place] for place in places),
            tuple(self.names[place] for place in places),
            self.lon[places],
            self.lat[places],
            tuple(self.attributes[place] for place in places),
        )


def open_facilities(
    connection: Connection, dataset: str, day: date, known_at: datetime
) -> Facilities:
    """The facilities of a dataset that stand on a day, of polygons a point on them."""
    rows = connection.execute(
        text(read_sql("spatial.business.reach", "open_facilities")),
        {"dataset": dataset, "day": day, "known_at": known_at},
    ).all()
    return Facilities(
        tuple(row.key for row in rows),
        tuple(row.name for row in rows),
        np.array([row.lon for row in rows], dtype=np.float64),
        np.array([row.lat for row in rows], dtype=np.float64),
        tuple(row.attributes for row in rows),
    )


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases, or facilities of a grade that is not listed, at their places. area: the id of the area
    of the day asked for, -1 where it lies in none. hour: in Beijing, -1 where none is told. day:
    since 1970-01-01, of facilities 0. weight: how much each counts for. key: by which counts are
    perturbed.
    """

    lon: Floats
    lat: Floats
    area: Numbers
    day: Numbers
    hour: Numbers
    weight: Floats
    key: Numbers

    def __len__(self) -> int:
        return len(self.lon)

    def some(self, which: NDArray[np.bool_]) -> Cases:
        """Those that are chosen."""
        return Cases(
            *(
                getattr(self, name)[which]
                for name in ("lon", "lat", "area", "day", "hour", "weight", "key")
            )
        )


def placed_records(
    connection: Connection,
    footing: Footing,
    dataset: DatasetOf,
    level: str,
    day: date,
    known_at: datetime,
    *,
    first: date | None = None,
    last: date | None = None,
    box: tuple[float, float, float, float] | None = None,
    measure: str | None = None,
) -> Cases:
    """The records of a dataset that have a place, each with its area of the level on the day.

    Cases of [first, last), without limits of all days up to the day; facilities that stand on the
    day. box: only those in it. measure: a numeric field that is summed in place of counting; where
    a record has none of it, it counts for nothing.
    """
    statement = "placed_cases" if "cases" in dataset.holds else "placed_facilities"
    rows = connection.execute(
        footing.viewpoint.sql("spatial.business.reach", statement),
        {
            "dataset": dataset.id,
            "level": level,
            "date": day,
            "divisions_known_at": footing.known_at,
            "known_at": known_at,
            "first": first,
            "last": last,
            "boxed": box is not None,
            "measure": measure,
        }
        | dict(zip(("west", "south", "east", "north"), box or (0.0,) * 4, strict=True)),
    ).all()
    numbers = np.array(
        [(row.lon, row.lat, row.area, row.day, row.hour, row.weight, row.key) for row in rows],
        dtype=np.float64,
    ).reshape(-1, 7)
    return Cases(
        numbers[:, 0],
        numbers[:, 1],
        numbers[:, 2].astype(np.int64),
        numbers[:, 3].astype(np.int64),
        numbers[:, 4].astype(np.int64),
        numbers[:, 5],
        numbers[:, 6].astype(np.int64),
    )
