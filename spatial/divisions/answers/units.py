"""One unit as it stands on a day, found by any form of its code or by its identity."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from spatial.divisions.answers.absence import absent
from spatial.divisions.answers.spans import CodeSpan, span_of
from spatial.divisions.footing import Footing
from spatial.divisions.versions import UnitVersion, versions_of_code, versions_of_identity
from spatial.errors import BadParameter


class Resolution(StrEnum):
    """Why a code was answered with the unit around what it names.

    village_unknown: no list holds the village; its township answers. township_unknown: none holds
    the township either; its county (or the city that stands for one) answers.
    """

    VILLAGE_UNKNOWN = "village_unknown"
    TOWNSHIP_UNKNOWN = "township_unknown"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The version that a code names on a day. resolution: None where it names it itself."""

    version: UnitVersion
    asked: str
    resolution: Resolution | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn of a unit.

    grade, flag, note: of its area, or of the area it shares where its limits are unknown; None
    where nothing of its level is drawn. label_point: longitude, latitude. bbox: west, south, east,
    north. geometry: GeoJSON, None unless asked for and known. All CGCS2000.
    """

    grade: str | None
    flag: str | None
    note: str | None
    label_point: tuple[float, float] | None
    bbox: tuple[float, float, float, float] | None
    geometry: dict[str, Any] | None


def versions_named(
    connection: Connection, footing: Footing, asked: str
) -> tuple[str, list[UnitVersion]]:
    """What a code, in any form, or an identity (`mca:110228:1981`) names through time.

    Returns the stored form of the code, or the identity, and its versions, oldest first.
    Raises BadCode.
    """
    if asked.startswith(f"{footing.viewpoint.scheme}:"):
        return asked, versions_of_identity(connection, footing.viewpoint, asked)
    code = footing.code_of(asked)
    return code, versions_of_code(connection, footing.viewpoint, code)


def span_within(connection: Connection, footing: Footing, asked: str) -> CodeSpan:
    """The codes of a unit, whenever it stood, and of all that lies in it.

    Of an identity that bore several codes, it is the last one.
    Raises BadCode, UnknownDivision, and BadParameter where codes do not tell what lies in what.
    """
    if not footing.published_codes:
        raise BadParameter(
            f"codes of the scheme {footing.viewpoint.scheme} do not tell what lies in what: "
            "ask without `within`"
        )
    named, versions = versions_named(connection, footing, asked)
    if not versions:
        raise absent(connection, footing, named, versions, footing.record.until)
    return span_of(versions[-1].code)


def resolve(connection: Connection, footing: Footing, asked: str, day: date) -> Resolved:
    """The version that a code, in any form, or an identity names on a day (R1.2).

    A village of 12 digits that no list holds is answered with its township, and where that is in
    no list either, with its county. Raises BadCode, BeforeTheRecord, and UnknownDivision with the
    reason and, for a retired code, the units of the day in which it may have gone on.
    """
    named, versions = versions_named(connection, footing, asked)
    footing.require(day)
    for version in versions:
        if version.stands_on(day):
            return Resolved(version, named, None)
    if not versions and footing.published_codes and named.isdecimal() and len(named) == 12:
        around = {Resolution.VILLAGE_UNKNOWN: named[:9], Resolution.TOWNSHIP_UNKNOWN: named[:6]}
        for resolution, code in around.items():
            for version in versions_of_code(connection, footing.viewpoint, code):
                if version.stands_on(day):
                    return Resolved(version, named, resolution)
    raise absent(connection, footing, named, versions, day)


def drawn_on(
    connection: Connection,
    footing: Footing,
    version: UnitVersion,
    day: date,
    *,
    with_geometry: bool = False,
) -> Drawn:
    """What is drawn of a version on a day."""
    row = connection.execute(
        footing.viewpoint.sql("spatial.divisions.answers", "one_division"),
        {"id": version.id, "day": day, "with_geometry": with_geometry}
        | {"known_at": footing.viewpoint.parameters["known_at"]},
    ).one()
    return Drawn(
        grade=row.grade,
        flag=row.flag,
        note=row.note,
        label_point=None if row.label_lon is None else (row.label_lon, row.label_lat),
        bbox=None if row.west is None else (row.west, row.south, row.east, row.north),
        geometry=None if row.geometry is None else json.loads(row.geometry),
    )
