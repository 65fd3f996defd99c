"""Pages of features, and one feature, in JSON-FG; GeoJSON's are in spatial.features.reading."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, text

from spatial.errors import UnknownFeature
from spatial.features.formats.export import Export
from spatial.features.formats.feature_text import jsonfg_text
from spatial.features.reading import Page, known_sql


def jsonfg_page(connection: Connection, export: Export, limit: int, *, fallback: bool) -> Page:
    """At most `limit` features of the export as texts. Raises BadParameter."""
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
    return Page(tuple(row[0] for row in rows), rows[-1].id if more else None, known_at)


def jsonfg_feature(connection: Connection, export: Export, *, fallback: bool) -> str:
    """The one feature of the export as a text. Raises UnknownFeature, BadParameter."""
    sql, values = jsonfg_text(export, fallback=fallback).select(export)
    told = connection.scalar(text(sql), dict(values))
    if told is None:
        raise UnknownFeature(
            f"the collection {export.collection.id} has no feature {export.feature_id!r}"
        )
    return str(told)
