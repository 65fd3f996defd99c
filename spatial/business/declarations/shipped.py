"""The declarations that are shipped with the package: `lines/`, one file per business line."""

from __future__ import annotations

from importlib import resources

import structlog
from sqlalchemy import Connection, Engine

from spatial.business.declarations.judging import faults_in
from spatial.business.declarations.model import DatasetDeclaration
from spatial.business.declarations.reading import read_declarations
from spatial.business.declarations.store import Declared, declarations, declare_all, take_turn

log = structlog.get_logger(__name__)

SHIPPED = "shikong"
"""Who declares what is shipped. What anybody else has declared since stays as it is."""

_OLDER_RELEASE = ""


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

    What an owner declared stays, also where the package ships another form of it. A shipped form
    that would change what stored data mean is left out with a warning: a database of an older
    release goes on with what it has.
    """
    shipped = shipped_declarations()
    with engine.begin() as connection:
        if not _wanted(shipped, declarations(connection)):
            return 0
        take_turn(connection)
        standing = declarations(connection)
        wanted = _acceptable(connection, _wanted(shipped, standing), standing)
        declare_all(connection, wanted, SHIPPED)
    return len(wanted)


def _wanted(
    shipped: list[DatasetDeclaration], standing: dict[str, Declared]
) -> list[DatasetDeclaration]:
    return [
        one
        for one in shipped
        if one.id not in standing
        or (
            standing[one.id].declared_by in (SHIPPED, _OLDER_RELEASE)
            and standing[one.id].declaration != one
        )
    ]


def _acceptable(
    connection: Connection, wanted: list[DatasetDeclaration], standing: dict[str, Declared]
) -> list[DatasetDeclaration]:
    """Those that can be declared; leaving out one may leave out another that refers to it."""
    now = {name: one.declaration for name, one in standing.items()}
    while faults := faults_in(connection, wanted, now):
        for name, one in faults.items():
            log.warning(
                "a shipped dataset is not declared",
                dataset=name,
                reasons=[f"{path}: {reason}" for path, reason in (*one.own, *one.stored)],
            )
        wanted = [one for one in wanted if one.id not in faults]
    return wanted
