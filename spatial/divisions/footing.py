"""What an answer stands on: the lists of the record, the basis of time, and when it was known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Row, text

from spatial.db import read_sql
from spatial.division_codes import canonical_code
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.errors import BadParameter, BeforeTheRecord, NotYetKnown
from spatial.temporal import Basis, Record


@dataclass(frozen=True, slots=True)
class Footing:
    """From where a question is answered.

    viewpoint: the one that answers; its basis is `list` where the scheme has no other.
    record: the span of the lists. known_at: the instant whose knowledge answers; asked again with
    it, the answer is the same for ever. published_codes: codes are of GB/T 2260 and its
    extensions, and say by themselves what lies in what.
    """

    viewpoint: Viewpoint
    record: Record
    known_at: datetime
    published_codes: bool

    def code_of(self, code: str) -> str:
        """The one form of a code in which the scheme stores it. Raises BadCode."""
        return canonical_code(code) if self.published_codes else code

    def require(self, day: date) -> None:
        """Returns when the record speaks of the day; else raises BeforeTheRecord."""
        if day < self.record.first:
            raise BeforeTheRecord(
                f"{day} lies before the record: the first list is that of {self.record.first}",
                reason="before_the_record",
                record_first=self.record.first.isoformat(),
            )


def footing_of(connection: Connection, viewpoint: Viewpoint = NOW) -> Footing:
    """On what the questions of a viewpoint can be answered.

    Raises BadParameter (a scheme that is not there, with those that are; a known_at in the
    future), NotYetKnown (a known_at before anything was), BeforeTheRecord (nothing is loaded).
    """
    found = connection.execute(
        text(read_sql("spatial.divisions", "footing")), viewpoint.parameters
    ).one_or_none()
    if found is None:
        raise _unknown_scheme(connection, viewpoint.scheme)
    _require_past(viewpoint.known_at, found.present)
    span = found if found.known_first is not None else _span(connection, viewpoint)
    if span.known_first is None:
        raise BeforeTheRecord("no list of divisions is loaded yet: there is no record")
    if span.first is None or (viewpoint.known_at and viewpoint.known_at < span.known_first):
        raise NotYetKnown(
            f"nothing of the scheme {viewpoint.scheme} was known at {viewpoint.known_at}: the "
            f"first was learned at {span.known_first}",
            reason="not_yet_known",
            known_from=in_utc(span.known_first),
        )
    basis = viewpoint.basis if found.has_bases else Basis.LIST
    return Footing(
        viewpoint=replace(viewpoint, basis=basis),
        record=Record(span.first, span.until),
        known_at=viewpoint.known_at or found.known_now or span.known_first,
        published_codes=found.code_form == "gb2260",
    )


def in_utc(instant: datetime) -> str:
    """An instant as ISO 8601 text in UTC, with `Z`, so that it stands in a URL as it is."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _require_past(known_at: datetime | None, now: datetime) -> None:
    if known_at is not None and known_at > now:
        raise BadParameter(
            f"known_at ({in_utc(known_at)}) lies in the future: it is {in_utc(now)} now",
            now=in_utc(now),
        )


def _span(connection: Connection, viewpoint: Viewpoint) -> Row[tuple[date, date, datetime]]:
    return connection.execute(
        text(read_sql("spatial.divisions", "dated_span")), viewpoint.parameters
    ).one()


def _unknown_scheme(connection: Connection, scheme: str) -> BadParameter:
    schemes = connection.execute(text("SELECT scheme FROM division_scheme ORDER BY scheme"))
    known = list(schemes.scalars())
    return BadParameter(
        f"there is no scheme {scheme!r}; there are {', '.join(known)}", schemes=known
    )
