"""Forms in which answers about divisions leave: their footing, units, versions, sheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query
from fastapi.responses import StreamingResponse

from spatial.api.dependencies import Looking, Reading
from spatial.divisions.answers.absence import UnitName
from spatial.divisions.effects import Effect, EventDates
from spatial.divisions.footing import Footing, footing_of, in_utc
from spatial.divisions.versions import UnitVersion
from spatial.temporal import Period

PAGE = 1000
PAGE_MOST = 10_000

Limit = Annotated[int, Query(ge=1, le=PAGE_MOST, description="Rows of a page.")]
Offset = Annotated[int, Query(ge=0, le=2**53, description="Rows to leave out first.")]


def footing(reading: Reading, looking: Looking) -> Footing:
    """On what the request is answered. Raises BadDate, BadParameter, NotYetKnown."""
    return footing_of(reading, looking)


Standing = Annotated[Footing, Depends(footing)]


def basis_of(footing: Footing, day: date | None = None) -> dict[str, Any]:
    """What an answer stands on, so that it can be asked again and be the same.

    date: the day asked for, in answers about one. data_until: day of the last list; last_known:
    the date lies after it. known_at: the instant whose knowledge answered, in UTC.
    """
    asked = {} if day is None else {"date": day.isoformat()}
    after = {} if day is None else {"last_known": day > footing.record.until}
    return (
        asked
        | {"data_until": footing.record.until.isoformat()}
        | after
        | {
            "scheme": footing.viewpoint.scheme,
            "basis": footing.viewpoint.basis.value,
            "known_at": in_utc(footing.known_at),
        }
    )


def basis_headers(footing: Footing) -> dict[str, str]:
    """The same for answers without room for it, such as CSV."""
    return {
        "X-Data-Until": footing.record.until.isoformat(),
        "X-Scheme": footing.viewpoint.scheme,
        "X-Basis": footing.viewpoint.basis.value,
        "X-Known-At": in_utc(footing.known_at),
    }


def period(valid: Period | None) -> dict[str, str | None]:
    """`valid_to` is not included in the period, and null while it stands."""
    if valid is None:
        return {"valid_from": None, "valid_to": None}
    return {
        "valid_from": valid.start.isoformat(),
        "valid_to": None if valid.end is None else valid.end.isoformat(),
    }


def version(one: UnitVersion) -> dict[str, Any]:
    """A version with its period."""
    return {
        "code": one.code,
        "name": one.name,
        "level": one.level,
        "type": one.type,
        "parent_code": one.parent_code,
        "identity": one.identity,
    } | period(one.valid)


def day(value: date | None) -> str | None:
    """A day as YYYY-MM-DD, or null."""
    return None if value is None else value.isoformat()


def effect(one: Effect) -> dict[str, Any]:
    """What an event did to one pair of versions."""
    return {
        "effect": one.id,
        "kind": one.kind,
        "share": one.share,
        "portion": one.portion,
        "moved": list(one.moved),
        "successor_code": one.successor_code,
        "continues": one.continues,
        "rule": one.rule,
        "note": one.note,
    }


def event_facts(one: Effect) -> dict[str, Any]:
    """The event of an effect: its document, its five dates, and its day on the basis (`on`)."""
    return {
        "event": one.event_id,
        "title": one.title,
        "document_nos": list(one.document_nos),
        "on": one.dates.on_day.isoformat(),
    } | dates(one.dates)


def events_of(effects: Sequence[Effect]) -> list[dict[str, Any]]:
    """The events of effects in order of time, each once, with the kinds of its effects."""
    by_event: dict[int, list[Effect]] = {}
    for one in effects:
        by_event.setdefault(one.event_id, []).append(one)
    return [
        {
            "id": event_id,
            "title": some[0].title,
            "document_nos": list(some[0].document_nos),
            "on": some[0].dates.on_day.isoformat(),
            "kinds": list(dict.fromkeys(one.kind for one in some)),
            "note": "；".join(dict.fromkeys(one.note for one in some if one.note)) or None,
        }
        | dates(some[0].dates)
        for event_id, some in by_event.items()
    ]


def dates(of: EventDates) -> dict[str, str | None]:
    """The five dates that differ: null where nobody says them."""
    return {
        "approved_on": day(of.approved_on),
        "announced_on": day(of.announced_on),
        "effective_on": day(of.effective_on),
        "list_date": day(of.list_date),
        "known_from": in_utc(of.known_from),
    }


def names(units: Iterable[UnitName]) -> list[dict[str, str]]:
    """Units by code and name."""
    return [{"code": unit.code, "name": unit.name} for unit in units]


def page_after(
    path: str, asked: dict[str, Any], footing: Footing, *, limit: int, offset: int, total: int
) -> str | None:
    """The address of the next page, which answers with the same knowledge; null after the last."""
    if offset + limit >= total:
        return None
    kept = {name: value for name, value in asked.items() if value is not None}
    known = {
        "scheme": footing.viewpoint.scheme,
        "basis": footing.viewpoint.basis.value,
        "known_at": in_utc(footing.known_at),
    }
    return f"{path}?" + urlencode(
        kept | known | {"limit": limit, "offset": offset + limit}, doseq=True
    )


def collection(
    head: dict[str, Any], features: Iterable[tuple[dict[str, Any], str | None]], footing: Footing
) -> StreamingResponse:
    """A GeoJSON FeatureCollection, sent as it is read.

    head: members beside the features. features: properties, and the geometry as GeoJSON text.
    """

    def parts() -> Iterator[str]:
        top = json.dumps({"type": "FeatureCollection"} | head, ensure_ascii=False)
        yield top[:-1] + ', "features": ['
        joint = "\n"
        for properties, geometry in features:
            facts = json.dumps(properties, ensure_ascii=False)
            yield (
                f'{joint}{{"type": "Feature", "geometry": {geometry or "null"}, '
                f'"properties": {facts}}}'
            )
            joint = ",\n"
        yield "\n]}\n"

    return StreamingResponse(
        parts(), media_type="application/geo+json", headers=basis_headers(footing)
    )


def sheet(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]], footing: Footing
) -> StreamingResponse:
    """Rows as CSV (UTF-8, header row, lines end in a line feed), sent as they are read."""

    def lines() -> Iterator[str]:
        page = io.StringIO()
        writer = csv.writer(page, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow(row)
            if page.tell() > 1 << 15:
                yield page.getvalue()
                page.seek(0)
                page.truncate()
        yield page.getvalue()

    return StreamingResponse(
        lines(),
        media_type="text/csv; charset=utf-8",
        headers=basis_headers(footing)
        | {"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
