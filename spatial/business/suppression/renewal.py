"""Protects a subject: chooses what is hidden of its cells, and stores the choice.

A choice stands for ever: a patch keeps its cells and its sums, so that what is shown later can be
put beside what was shown before. New figures get patches of their own, covered by figures that are
new as well: one that was shown already covers nothing, for everybody knows it. After a correction a
patch whose sums no longer protect it is closed, from then on. A closed patch of which nothing was
ever shown is chosen anew together with the new figures.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import Connection, Row, text

from spatial.business.figures import data_known_at
from spatial.business.indicators import IndicatorKind
from spatial.business.intake.knowledge import lock_dataset
from spatial.business.suppression.closed_years import joined, whole_years
from spatial.business.suppression.elementary import Cell, Cells, Reported, elementary
from spatial.business.suppression.patch import Patch
from spatial.business.suppression.standing import (
    Standing,
    end_patches,
    standing_patches,
    store_patches,
)
from spatial.business.suppression.subject import Subject, subject_of, subjects
from spatial.business.suppression.surroundings import around_through_time
from spatial.business.suppression.windows import protecting
from spatial.db import read_sql


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the protection of a subject.

    known_until: the last change of the figures that it knows. members: indicators. minimum: k.
    first_version: the one from which on choices stand on each other. lot: secret. cells: elementary
    cells of the years in which something changed; small: of them those under k.
    """

    subject: str
    version: int
    known_until: datetime
    members: list[str]
    minimum: int
    first_version: int
    lot: UUID
    cells: int
    small: int


def protect(connection: Connection, indicator: str) -> Version | None:
    """Protects the subject of an indicator with all that is known by now.

    To be called by what changes figures, in its transaction. Does nothing where nothing changed.
    Returns None where k is 0 or there are no figures. Raises UnknownIndicator.
    """
    return _protect(connection, subject_of(connection, indicator))


def protect_dataset(connection: Connection, dataset: str) -> list[Version]:
    """Protects every subject that has an indicator of a dataset."""
    own = set(
        connection.execute(
            text("SELECT id FROM indicator WHERE dataset_id = :dataset"), {"dataset": dataset}
        ).scalars()
    )
    made = [
        _protect(connection, subject)
        for subject in subjects(connection)
        if own.intersection(subject.members)
    ]
    return [version for version in made if version is not None]


def protect_all(connection: Connection) -> list[Version]:
    """Protects every subject that has a k and figures."""
    made = [_protect(connection, subject) for subject in subjects(connection)]
    return [version for version in made if version is not None]


def cells_of(
    connection: Connection,
    subject: Subject,
    shown_until: datetime | None = None,
    years: Collection[int] | None = None,
) -> Cells:
    """The cells of a subject as they are known by now.

    Fresh is what was learned after shown_until, all where None. years: of the first days of their
    periods; None for all.
    """
    learned = {
        indicator: connection.execute(
            text(read_sql("spatial.business.suppression", "figures_learned")),
            {"indicator": indicator, "years": None if years is None else sorted(years)},
        ).all()
        for indicator in subject.members
    }
    ends: dict[date, date] = {}
    reporting: set[str] = set()
    for rows in learned.values():
        for row in rows:
            ends[row.starts] = row.ends
            reporting.add(row.division_code)
    starts = sorted(ends)
    codes, parents = around_through_time(
        connection, reporting, [ends[start] - timedelta(days=1) for start in starts]
    )
    code_of = {code: place for place, code in enumerate(codes)}
    start_of = {start: place for place, start in enumerate(starts)}
    figures = {
        indicator: _reported(rows, code_of, start_of, shown_until)
        for indicator, rows in learned.items()
    }
    return elementary(figures, subject.whole_of, subject.kind, codes, starts, parents)


def _protect(connection: Connection, subject: Subject) -> Version | None:
    if not subject.minimum:
        return None
    _wait_for_writers(connection, subject)
    known_until = data_known_at(connection, subject.members)
    if known_until is None:
        return None
    last = _last(connection, subject.id)
    number = last.version + 1 if last is not None else 1
    members = list(subject.members)
    if last is not None and (last.minimum, last.members) != (subject.minimum, members):
        # What was shown under another k, or beside other parts, cannot be taken back.
        last = None
    if last is not None and last.known_until >= known_until:
        return last
    years = None if last is None else _years_changed(connection, subject, last.known_until)
    cells = cells_of(connection, subject, None if last is None else last.known_until, years)
    standing = standing_patches(connection, subject.id, years)
    kept, closing = _judged(standing, cells, subject.minimum) if last is not None else ([], [])
    size = np.abs(cells.values)
    made = Version(
        subject.id,
        number,
        known_until,
        members,
        subject.minimum,
        last.first_version if last is not None else number,
        last.lot if last is not None else uuid4(),
        int((~np.isnan(size)).sum()),
        int(((size > 0) & (size < subject.minimum)).sum()),
    )
    connection.execute(
        text(
            "INSERT INTO protection (subject, version, known_until, members, minimum_cell,"
            " first_version, lot, cells, small) VALUES (:subject, :version, :known_until, :members,"
            " :minimum, :first_version, :lot, :cells, :small)"
        ),
        asdict(made),
    )
    chosen = protecting(
        cells,
        minimum=subject.minimum,
        over_time=subject.kind is not IndicatorKind.STOCK,
        additive=subject.additive,
        placed={place.cell for one in (*kept, *closing) for place in one.patch.places},
        lot=made.lot,
    )
    if last is not None:
        latest = _latest_start(connection, subject)
        replaced, chosen = _joined(kept, chosen, cells, subject, latest)
        kept = [one for one in kept if one.id not in replaced]
    stays = {one.id for one in kept}
    end_patches(connection, made.version, [one.id for one in standing if one.id not in stays])
    store_patches(
        connection,
        subject.id,
        made.version,
        [
            *((patch, False) for patch in chosen),
            *((Patch(one.patch.places, closed=True), True) for one in closing),
        ],
        cells,
    )
    return made


def _judged(
    standing: list[Standing], cells: Cells, minimum: float
) -> tuple[list[Standing], list[Standing]]:
    """Which patches stay as they are, and which are to be closed; the others are chosen anew."""
    values = cells.of({place.cell for one in standing for place in one.patch.places})
    kept: list[Standing] = []
    closing: list[Standing] = []
    for one in standing:
        if one.patch.closed and not one.once_open:
            continue
        (kept if one.patch.holds(values, minimum) else closing).append(one)
    return kept, closing


def _joined(
    kept: Sequence[Standing],
    chosen: list[Patch[Cell]],
    cells: Cells,
    subject: Subject,
    latest: date,
) -> tuple[set[int], list[Patch[Cell]]]:
    """The new patches, joined with those of their years, and the numbers of what they replace."""
    if subject.kind is IndicatorKind.STOCK or len(subject.members) > 1:
        return set(), chosen
    patches = {one.id: one.patch for one in kept} | {
        -number: patch for number, patch in enumerate(chosen, start=1)
    }
    of_open = {key: patch for key, patch in patches.items() if not patch.closed}
    values = cells.of({place.cell for patch in of_open.values() for place in patch.places})
    found = joined(of_open, values, subject.minimum, whole_years(cells.starts, latest))
    replaced = {key for keys, _ in found for key in keys}
    alone = [patch for number, patch in enumerate(chosen, start=1) if -number not in replaced]
    return replaced, [*alone, *(patch for _, patch in found)]


def _reported(
    rows: Sequence[Row[Any]],
    code_of: Mapping[str, int],
    start_of: Mapping[date, int],
    shown_until: datetime | None,
) -> Reported:
    values = np.full((len(code_of), len(start_of)), np.nan)
    fresh = np.zeros(values.shape, dtype=bool)
    places = (
        [code_of[row.division_code] for row in rows],
        [start_of[row.starts] for row in rows],
    )
    values[places] = [row.value for row in rows]
    fresh[places] = [shown_until is None or row.learned > shown_until for row in rows]
    return Reported(values, fresh)


def _wait_for_writers(connection: Connection, subject: Subject) -> None:
    """Until nobody else writes figures of the subject: none may be learned before what is seen."""
    datasets = connection.execute(
        text("SELECT DISTINCT dataset_id FROM indicator WHERE id = ANY(:members) ORDER BY 1"),
        {"members": list(subject.members)},
    ).scalars()
    for dataset in datasets.all():
        lock_dataset(connection, dataset)


def _years_changed(connection: Connection, subject: Subject, since: datetime) -> list[int]:
    starts = connection.execute(
        text(read_sql("spatial.business.suppression", "unprotected_periods")),
        {
            "indicators": list(subject.members),
            "protected_until": since,
            "known_at": "infinity",
            "first": date.min,
            "last": date.max,
        },
    ).scalars()
    return sorted({start.year for start in starts})


def _latest_start(connection: Connection, subject: Subject) -> date:
    latest: date = connection.execute(
        text("SELECT max(starts) FROM observation WHERE indicator_id = ANY(:members)"),
        {"members": list(subject.members)},
    ).scalar_one()
    return latest


def _last(connection: Connection, subject: str) -> Version | None:
    row = connection.execute(
        text(
            "SELECT subject, version, known_until, members, minimum_cell, first_version, lot,"
            " cells, small FROM protection WHERE subject = :subject ORDER BY version DESC LIMIT 1"
        ),
        {"subject": subject},
    ).one_or_none()
    return None if row is None else Version(*row)
