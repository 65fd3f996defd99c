"""The declarations that are shipped with the package: `lines/`, one file per business line."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import structlog
from pydantic import ValidationError
from sqlalchemy import Connection, Engine

from spatial.business.declarations.judging import faults_in
from spatial.business.declarations.model import DatasetDeclaration, Holds
from spatial.business.declarations.reading import read_declarations
from spatial.business.declarations.store import Declared, declarations, declare_all, take_turn

log = structlog.get_logger(__name__)

SHIPPED = "shikong"
"""Who declares what is shipped. What anybody else has declared since stays as it is."""

_OLDER_RELEASE = ""
_NOBODY = "未申报"
"""The owner of facilities that an older release held."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be declared, and as whose declaration it stands then."""

    declaration: DatasetDeclaration
    by: str


def shipped_declarations() -> list[DatasetDeclaration]:
    """All of them, in the order of their files."""
    folder = resources.files("spatial.business.declarations").joinpath("lines")
    files = sorted(
        (one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name
    )
    return [
        declaration
        for file in files
        for declaration in read_declarations(file.read_bytes(), file.name)
    ]


def declare_shipped(engine: Engine) -> int:
    """Declares what is shipped and not declared yet, or not in this form; how many that were.

    What an owner declared stays, also where the package ships another form of it. What an older
    release held takes over the shipped form, and keeps its own title, owner and indicators.
    A shipped form that would change what stored data mean is left out with a warning.
    """
    shipped = shipped_declarations()
    with engine.begin() as connection:
        if not _wishes(shipped, declarations(connection)):
            return 0
        take_turn(connection)
        standing = declarations(connection)
        wishes = _acceptable(connection, _wishes(shipped, standing), standing)
        declare_all(
            connection,
            [one.declaration for one in wishes],
            {one.declaration.id: one.by for one in wishes},
        )
    return len(wishes)


def _wishes(shipped: list[DatasetDeclaration], standing: dict[str, Declared]) -> list[_Wish]:
    found = []
    for one in shipped:
        before = standing.get(one.id)
        if before is None or (before.declared_by == SHIPPED and before.declaration != one):
            found.append(_Wish(one, SHIPPED))
        elif before.declared_by == _OLDER_RELEASE:
            found += _taken_over(one, before.declaration)
    return found


def _taken_over(shipped: DatasetDeclaration, older: DatasetDeclaration) -> list[_Wish]:
    """The shipped form with what somebody had declared beside it; empty where both do not agree."""
    if older.owner == _NOBODY:
        return [_Wish(shipped, SHIPPED)]
    own = [one for one in older.indicators if shipped.indicator(one.id) is None]
    told = shipped.model_dump() | {"title": older.title, "owner": older.owner}
    told["indicators"] = [one.model_dump() for one in (*shipped.indicators, *own)]
    if own and Holds.INDICATORS not in shipped.holds:
        told["holds"] = (*shipped.holds, Holds.INDICATORS)
    try:
        return [_Wish(DatasetDeclaration.model_validate(told), older.owner)]
    except ValidationError as error:
        reasons = [fault["msg"] for fault in error.errors(include_url=False)]
        log.warning("a shipped dataset is not declared", dataset=shipped.id, reasons=reasons)
        return []


def _acceptable(
    connection: Connection, wishes: list[_Wish], standing: dict[str, Declared]
) -> list[_Wish]:
    """Those that can be declared; leaving out one may leave out another that refers to it."""
    now = {name: one.declaration for name, one in standing.items()}
    while faults := faults_in(connection, [one.declaration for one in wishes], now):
        for name, one in faults.items():
            log.warning(
                "a shipped dataset is not declared",
                dataset=name,
                reasons=[f"{path}: {reason}" for path, reason in (*one.own, *one.stored)],
            )
        wishes = [one for one in wishes if one.declaration.id not in faults]
    return wishes
