"""Pages of features, and one feature, in JSON-FG; GeoJSON's are in spatial.features.reading."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, text

from spatial.errors import UnknownFeature
from spatial.features.counting import whole_number
from spatial.features.formats.export import Export
from spatial.features.formats.feature_text import jsonfg_text
from spatial.features.reading import FEW, Page, Plan, known_sql
from spatial.features.time_limit import planned


def jsonfg_page(
    connection: Connection,
    export: Export,
    limit: int,
    *,
    fallback: bool,
    plan: Plan | None = None,
) -> Page:
    """At most `limit` features of the export as texts.

    plan: that of the first page; None on the first page itself, which counts a whole collection.
    Raises BadParameter.
    """
    number = None
    if plan is None:
        if export.selection.whole:
            number = whole_number(connection, export.collection, export.selection)
        plan = Plan.BY_KEY if number is not None and number > FEW else Plan.FREE
    planned(connection, sort=plan is not Plan.BY_KEY)
    asked = replace(export, limit=limit + 1)
    feature = jsonfg_text(asked, fallback=fallback)
    known = f"{known_sql(export.collection)} AS known"
    sql, values = feature.select(asked, "q.id", known)
    rows = connection.execute(text(sql), dict(values)).all()
    more = len(rows) > limit
    rows = rows[:limit]
    known_at = export.selection.known_at
    if rows and known_at is None:
        known_at = rows[0].known
    return Page(
        tuple(row[0] for row in rows), rows[-1].id if more else None, known_at, number, plan
    )


def jsonfg_feature(connection: Connection, export: Export, *, fallback: bool) -> str:
    """The one feature of the export as a text. Raises UnknownFeature, BadParameter."""
    sql, values = jsonfg_text(export, fallback=fallback).select(export)
    told = connection.scalar(text(sql), dict(values))
    if told is None:
        raise UnknownFeature(
            f"the collection {export.collection.id} has no feature {export.feature_id!r}"
        )
    return str(told)
