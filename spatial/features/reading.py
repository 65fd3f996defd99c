"""Pages of features as texts: what follows, how many there are, and how a page is found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

from spatial.errors import QuestionTooLarge, UnknownFeature
from spatial.features.collection import Collection
from spatial.features.counting import whole_number
from spatial.features.formats.export import Export
from spatial.features.formats.feature_text import FeatureText, geojson_text
from spatial.features.selection import Selection
from spatial.features.statements import (
    FEW,
    GeometryForm,
    Plan,
    column_names,
    known_sql,
    statement,
)
from spatial.features.systems import CRS84, System
from spatial.features.time_limit import briefly, without_sorting

__all__ = [
    "GeometryForm",
    "Page",
    "Plan",
    "Telling",
    "column_names",
    "one",
    "one_of",
    "page",
    "page_of",
    "statement",
]

_GATHERING_S = 1.0

Telling = Callable[[Export], FeatureText]
"""How the features of an export are told as texts."""


@dataclass(frozen=True, slots=True)
class Page:
    """Features as texts of GeoJSON, in the order of their keys.

    last: the id of the last one, after which the next page begins; None where nothing follows.
    known_at: the instant whose knowledge all further pages have to be asked with; None where the
    collection keeps no earlier knowledge. matched: of the first page, how many features there are
    in all; None where that was not counted.
    """

    features: tuple[str, ...]
    last: str | None
    known_at: datetime | None
    matched: int | None
    plan: Plan


def page(
    connection: Connection,
    collection: Collection,
    selection: Selection,
    *,
    limit: int,
    after: str | None = None,
    system: System = CRS84,
    columns: Sequence[str] | None = None,
    with_geometry: bool = True,
    plan: Plan | None = None,
) -> Page:
    """At most `limit` features after that id in GeoJSON; plan: see `page_of`.

    Raises BadParameter, QuestionTooLarge.
    """

    export = Export(
        collection,
        selection,
        system,
        columns,
        after,
        limit + 1,
        with_geometry=with_geometry,
    )
    return page_of(connection, export, geojson_text, limit=limit, plan=plan)


def page_of(
    connection: Connection,
    export: Export,
    telling: Telling,
    *,
    limit: int,
    plan: Plan | None = None,
) -> Page:
    """At most `limit` features of an export, told so. The caller sets a `page_limit`.

    plan: that of the first page; None on the first page itself, which finds out which is best, and
    counts what there is. Raises BadParameter, QuestionTooLarge.
    """
    selection = export.selection

    def read(by: Plan) -> Page:
        asked = replace(export, limit=limit + 1, plan=by)
        beside = ["q.id", f"{known_sql(export.collection)} AS changed"]
        if by is Plan.GATHERED:
            beside.append("q.matched")
        sql, values = telling(asked).select(asked, *beside)
        if by is Plan.BY_KEY:
            without_sorting(connection)
        rows = connection.execute(text(sql), dict(values)).all()
        more, known_at, matched = len(rows) > limit, selection.known_at, None
        if rows and known_at is None:
            known_at = rows[0].changed
        if by is Plan.GATHERED:
            matched = rows[0].matched if rows else 0
        rows = rows[:limit]
        features = tuple(row[0] for row in rows)
        return Page(features, rows[-1].id if more else None, known_at, matched, by)

    if plan is not None:
        return read(plan)
    if selection.whole:
        number = whole_number(connection, export.collection, selection)
        many = number is not None and number > FEW
        return replace(read(Plan.BY_KEY if many else Plan.FREE), matched=number)
    try:
        with briefly(connection, _GATHERING_S):
            found = read(Plan.GATHERED)
    except QuestionTooLarge:
        return read(Plan.FREE)
    many = found.matched is not None and found.matched > FEW
    return read(Plan.BY_KEY) if many else found


def one(
    connection: Connection,
    collection: Collection,
    feature_id: str,
    *,
    known_at: datetime | None = None,
    system: System = CRS84,
    columns: Sequence[str] | None = None,
    with_geometry: bool = True,
) -> str:
    """One feature in GeoJSON, whatever the days through which it stands.

    Raises UnknownFeature, BadParameter.
    """
    export = Export(
        collection,
        Selection(known_at=known_at),
        system,
        columns,
        with_geometry=with_geometry,
        feature_id=feature_id,
    )
    return one_of(connection, export, geojson_text)


def one_of(connection: Connection, export: Export, telling: Telling) -> str:
    """The one feature of an export, told so. Raises UnknownFeature, BadParameter."""
    sql, values = telling(export).select(export)
    known_at = export.selection.known_at
    unknown = UnknownFeature(
        f"the collection {export.collection.id} has no feature {export.feature_id!r}"
        + ("" if known_at is None else f" known at {known_at.isoformat()}")
    )
    try:
        told = connection.scalar(text(sql), dict(values))
    except DataError as error:
        # A part of the id is no value of its type.
        raise unknown from error
    if told is None:
        raise unknown
    return str(told)
