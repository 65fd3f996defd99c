"""The patches as they are stored, version by version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from spatial.business.suppression.elementary import EVERYTHING, Cell, Cells
from spatial.business.suppression.patch import Patch, Place
from spatial.copying import copy_rows


@dataclass(frozen=True, slots=True)
class Standing:
    """A patch that stands. once_open: whether sums of its cells were ever shown."""

    id: int
    patch: Patch[Cell]
    once_open: bool


def standing_patches(
    connection: Connection, subject: str, years: Collection[int] | None = None
) -> list[Standing]:
    """The patches of the last version. years: of the periods of their cells; None for all."""
    rows = connection.execute(
        text(
            "SELECT patch.id, patch.closed, patch.once_open, cell.division_code, cell.starts,"
            " cell.part, cell.row_label, cell.column_label"
            " FROM protection_patch AS patch"
            " JOIN protection_cell AS cell ON cell.patch_id = patch.id"
            " WHERE patch.subject = :subject AND upper_inf(patch.versions)"
            " AND (CAST(:years AS integer[]) IS NULL"
            " OR extract(year FROM cell.starts) = ANY(CAST(:years AS integer[])))"
            " ORDER BY patch.id"
        ),
        {"subject": subject, "years": None if years is None else sorted(years)},
    )
    heads: dict[int, tuple[bool, bool]] = {}
    places: dict[int, list[Place[Cell]]] = {}
    for row in rows:
        heads[row.id] = (row.closed, row.once_open)
        cell = Cell(row.division_code, row.starts, row.part)
        places.setdefault(row.id, []).append(Place(cell, row.row_label, row.column_label))
    return [
        Standing(number, Patch(tuple(places[number]), closed), once_open)
        for number, (closed, once_open) in heads.items()
    ]


def end_patches(connection: Connection, version: int, ids: Sequence[int]) -> None:
    """Patches that stand no more from a version on."""
    connection.execute(
        text(
            "UPDATE protection_patch SET versions = int4range(lower(versions), :version)"
            " WHERE id = ANY(:ids)"
        ),
        {"version": version, "ids": list(ids)},
    )


def store_patches(
    connection: Connection,
    subject: str,
    version: int,
    patches: Iterable[tuple[Patch[Cell], bool]],
    cells: Cells,
) -> None:
    """Patches that stand from a version on, each with whether its sums were ever shown."""
    listed = list(patches)
    if not listed:
        return
    ids = connection.execute(
        text(
            "INSERT INTO protection_patch (subject, versions, closed, once_open)"
            " SELECT :subject, int4range(:version, NULL), closed, once_open"
            " FROM unnest(CAST(:closed AS boolean[]), CAST(:once_open AS boolean[]))"
            " WITH ORDINALITY AS patch (closed, once_open, place) ORDER BY place RETURNING id"
        ),
        {
            "subject": subject,
            "version": version,
            "closed": [patch.closed for patch, _ in listed],
            "once_open": [once_open for _, once_open in listed],
        },
    ).scalars()
    # Identities are handed out in the order of the rows.
    numbered = list(zip(sorted(ids), (patch for patch, _ in listed), strict=True))
    place_of = {code: place for place, code in enumerate(cells.codes)}
    day_of = {start: place for place, start in enumerate(cells.starts)}
    rows: list[tuple[object, ...]] = []
    touches: set[tuple[str, str, date, int]] = set()
    for number, patch in numbered:
        for place, within in zip(
            patch.places, _within(patch, cells, place_of, day_of), strict=True
        ):
            rows.append((number, *place.cell, place.row, place.column, list(within)))
            touches.update((subject, code, place.cell.starts, number) for code in within)
    copy_rows(
        connection,
        "protection_cell",
        ("patch_id", "division_code", "starts", "part", "row_label", "column_label", "within"),
        rows,
    )
    copy_rows(
        connection, "protection_touch", ("subject", "code", "starts", "patch_id"), sorted(touches)
    )


def _within(
    patch: Patch[Cell], cells: Cells, place_of: dict[str, int], day_of: dict[date, int]
) -> list[tuple[str, ...]]:
    """Of each cell its code and the divisions around it that do not hold its whole column.

    A division that holds all cells of a column adds its public sum: it need not be asked about.
    """
    around = [
        (place.cell.code, *cells.groups(place_of[place.cell.code], day_of[place.cell.starts]))
        if place.cell.code in place_of and place.cell.starts in day_of
        else (place.cell.code, EVERYTHING)
        for place in patch.places
    ]
    periods: dict[int, set[tuple[date, str]]] = {}
    for place in patch.places:
        periods.setdefault(place.column, set()).add((place.cell.starts, place.cell.part))
    if patch.closed or any(len(told) > 1 for told in periods.values()):
        return [tuple(one for one in groups if one != EVERYTHING) for groups in around]
    shared = set.intersection(*(set(groups) for groups in around))
    return [tuple(one for one in groups if one not in shared) for groups in around]
