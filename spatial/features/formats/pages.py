"""Pages of features, and one feature, in JSON-FG; GeoJSON's are in spatial.features.pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, text

from spatial.errors import UnknownFeature
from spatial.features.formats.export import Export
from spatial.features.formats.feature_text import jsonfg_text
from spatial.features.pages import Page, page_of
from spatial.features.reading import Plan, known_sql


def jsonfg_page(
    connection: Connection,
    export: Export,
    limit: int,
    *,
    fallback: bool,
    plan: Plan | None = None,
) -> Page:
    """At most `limit` features of the export as texts; plan: see `page_of`.

    Raises BadParameter, QuestionTooLarge.
    """

    def texts(by: Plan) -> tuple[str, Mapping[str, object]]:
        asked = replace(export, limit=limit + 1, plan=by)
        beside = ["q.id", f"{known_sql(export.collection)} AS changed"]
        if by is Plan.GATHERED:
            beside.append("q.matched")
        return jsonfg_text(asked, fallback=fallback).select(asked, *beside)

    return page_of(connection, export.collection, export.selection, texts, limit=limit, plan=plan)


def jsonfg_feature(connection: Connection, export: Export, *, fallback: bool) -> str:
    """The one feature of the export as a text. Raises UnknownFeature, BadParameter."""
    sql, values = jsonfg_text(export, fallback=fallback).select(export)
    told = connection.scalar(text(sql), dict(values))
    if told is None:
        raise UnknownFeature(
            f"the collection {export.collection.id} has no feature {export.feature_id!r}"
        )
    return str(told)
