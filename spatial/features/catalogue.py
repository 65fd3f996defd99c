"""Which collections there are: of our own tables, of declared datasets, and what is published.

None is of personal or sensitive data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, Engine, text

from spatial.access.declaration import Grade
from spatial.business.declarations.store import declarations
from spatial.errors import UnknownCollection
from spatial.features.business import collections_of
from spatial.features.collection import Collection
from spatial.features.declared import DECLARED
from spatial.features.memory import Memory, Source, memory_of

_ID = re.compile(r"[a-z][a-z0-9_-]*", re.ASCII)


def register(engine: Engine, source: Source) -> None:
    """Adds a source of collections to those of a database, for the length of the process.

    A dataset that has the id of one of them is left out: the id is that of its tiles, too.
    """
    sources = memory_of(engine).sources
    if source not in sources:
        sources.append(source)


def collections(connection: Connection) -> Mapping[str, Collection]:
    """All collections that may be shown, by id: ours, published, and of datasets."""
    memory = memory_of(connection.engine)
    found = dict(DECLARED)
    for one in (*_of_sources(connection, memory), *_of_datasets(connection, memory)):
        found.setdefault(one.id, one)
    return found


def collection_named(connection: Connection, id: str) -> Collection:
    """The collection of that id. Raises UnknownCollection."""
    if id in DECLARED:
        return DECLARED[id]
    memory = memory_of(connection.engine)
    if _ID.fullmatch(id):
        for one in _of_sources(connection, memory, id):
            if one.id == id:
                return one
        for one in _of_datasets(connection, memory, id.partition("-")[0]):
            if one.id == id:
                return one
    raise UnknownCollection(
        f"there is no collection {id!r} of features; /ogc/collections lists those that there are"
    )


def _of_datasets(
    connection: Connection, memory: Memory, dataset: str | None = None
) -> Iterator[Collection]:
    """Those of all datasets, or of one. The declaration of a version never changes."""
    rows = connection.execute(
        text(
            "SELECT id, version, declared_at FROM dataset"
            " WHERE grade = ANY(:grades) AND holds && '{facilities,cases,areas}'"
            " AND (CAST(:id AS text) IS NULL OR id = :id) ORDER BY id"
        ),
        {"grades": [str(grade) for grade in Grade if not grade.closed], "id": dataset},
    ).all()
    new = [row.id for row in rows if (row.id, row.version, row.declared_at) not in memory.made]
    if new:
        declared = declarations(connection, new)
        for id, one in declared.items():
            key = (id, one.version, one.declared_at)
            memory.made[key] = collections_of(one.declaration)
    for row in rows:
        yield from memory.made.get((row.id, row.version, row.declared_at), ())


def _of_sources(
    connection: Connection, memory: Memory, id: str | None = None
) -> Iterable[Collection]:
    for source in memory.sources:
        yield from (one for one in source(connection, id) if not one.grade.closed)
