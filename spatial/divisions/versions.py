"""Versions of units: what a code or an identity meant through its periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from spatial.divisions.viewpoint import Viewpoint
from spatial.temporal import Period


@dataclass(frozen=True, slots=True)
class UnitVersion:
    """What a unit was through a period.

    valid: on the basis asked for, None where the version is passed over on it. start_basis: where
    its first day comes from (see `registry.StartBasis`).
    """

    id: int
    identity: str
    code: str
    name: str
    level: str
    type: str
    parent_code: str | None
    valid: Period | None
    start_basis: str

    @property
    def days(self) -> Period:
        """Its period on the basis; only of versions that are not passed over."""
        assert self.valid is not None
        return self.valid

    def stands_on(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.valid is not None and self.valid.holds(day)


def versions_of_code(connection: Connection, viewpoint: Viewpoint, code: str) -> list[UnitVersion]:
    """All that a code (in the form that its scheme stores) meant, oldest first."""
    return _versions(connection, viewpoint, code=code)


def versions_of_identity(
    connection: Connection, viewpoint: Viewpoint, identity: str
) -> list[UnitVersion]:
    """All versions of an identity, oldest first; empty when it is not known."""
    return _versions(connection, viewpoint, identity=identity)


def versions_by_id(
    connection: Connection, viewpoint: Viewpoint, ids: Iterable[int]
) -> dict[int, UnitVersion]:
    """The versions of the ids, also those that are passed over on the basis."""
    wanted = sorted(set(ids))
    found = _versions(connection, viewpoint, ids=wanted, passed_over=True) if wanted else []
    return {version.id: version for version in found}


def _versions(
    connection: Connection,
    viewpoint: Viewpoint,
    *,
    code: str | None = None,
    identity: str | None = None,
    ids: list[int] | None = None,
    passed_over: bool = False,
) -> list[UnitVersion]:
    rows = connection.execute(
        viewpoint.sql("spatial.divisions", "versions_of_code"),
        viewpoint.parameters
        | {"code": code, "identity": identity, "ids": ids, "passed_over": passed_over},
    )
    return [_version(row) for row in rows]


def _version(row: Row[Any]) -> UnitVersion:
    valid = None if row.valid_from is None else Period(row.valid_from, row.valid_to)
    return UnitVersion(
        row.id,
        row.identity,
        row.code,
        row.name,
        row.level,
        row.type,
        row.parent_code,
        valid,
        row.start_basis,
    )
