"""What a feature of a dated set says: id, name and days of one version of a unit. No database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import shapely
from shapely.geometry import MultiPolygon

from ingest.divisions.polygons.geometry import as_multipolygon
from spatial.errors import BadDate, BadParameter, BadPeriod
from spatial.temporal import Period, parse_date

_OPEN = ("", "9999-12-31")


@dataclass(frozen=True, slots=True)
class Fields:
    """The properties that hold what a version needs. type: None where no property says it."""

    id: str
    name: str
    start: str
    end: str
    type: str | None = None


@dataclass(slots=True)
class DatedPolygon:
    """One version of the source: id, name and days, with its polygons so far."""

    code: str
    name: str
    type: str
    valid: Period
    record: str
    raw: Mapping[str, Any]
    parts: list[MultiPolygon] = field(default_factory=list)

    def geometry(self) -> MultiPolygon:
        """Its polygons as one."""
        if len(self.parts) == 1:
            return self.parts[0]
        return as_multipolygon(shapely.union_all(self.parts))


def read_period(start: Any, end: Any, *, inclusive: bool) -> Period:
    """The days from two property values, half open.

    Raises BadDate or BadPeriod with the reason.

    >>> read_period("1783-09-03", "1788-05-01", inclusive=True)
    Period(start=datetime.date(1783, 9, 3), end=datetime.date(1788, 5, 2))
    """
    if start is None or str(start).strip() == "":
        raise BadDate("no first day")
    first = parse_date(str(start).strip())
    last = "" if end is None else str(end).strip()
    if last in _OPEN:
        return Period(first, None)
    until = parse_date(last)
    if inclusive:
        if until < first:
            raise BadPeriod(f"its last day {until} lies before its first {first}")
        until += timedelta(days=1)
    return Period(first, until)


def version_of(
    properties: dict[str, Any], fields: Fields, record: str, *, inclusive: bool
) -> DatedPolygon:
    """The version that the properties of a feature say. record: where it stands in its file.

    Raises BadParameter without id or name, BadDate or BadPeriod for its days.
    """
    code = str(_cell(properties, fields.id)).strip()
    if not code:
        raise BadParameter(f"no id in the property {fields.id!r}")
    name = str(_cell(properties, fields.name)).strip()
    if not name:
        raise BadParameter(f"{code} has no name in the property {fields.name!r}")
    kind = "" if fields.type is None else str(_cell(properties, fields.type)).strip()
    valid = read_period(
        properties.get(fields.start), properties.get(fields.end), inclusive=inclusive
    )
    return DatedPolygon(code, name, kind or "unknown", valid, record, properties)


def _cell(properties: dict[str, Any], name: str) -> Any:
    value = properties.get(name)
    return "" if value is None else value


def require_free(version: DatedPolygon, others: Mapping[Period, DatedPolygon]) -> None:
    """Returns where no other version of the id stands on one of its days; else BadPeriod."""
    for valid, other in others.items():
        if valid != version.valid and valid.meets(version.valid):
            raise BadPeriod(
                f"{version.code} from {version.valid.start} overlaps {other.record} of the same "
                f"id, from {valid.start} until {valid.end or 'now'}"
            )
        if valid == version.valid and (other.name, other.type) != (version.name, version.type):
            raise BadPeriod(
                f"{version.code} {version.name} has the days of {other.record}, which calls it "
                f"{other.name}"
            )
