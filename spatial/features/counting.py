"""How many features a collection has, counted once a change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from spatial.errors import QuestionTooLarge
from spatial.features.collection import Collection
from spatial.features.conditions import conditions
from spatial.features.memory import memory_of
from spatial.features.selection import Selection
from spatial.features.time_limit import briefly, with_processes

_COUNTING_S = 1.0

# Where nothing tells when a collection changed, so many features are counted for each question,
# and more of them once a minute.
_FEW = 10_000


def whole_number(
    connection: Connection, collection: Collection, selection: Selection
) -> int | None:
    """How many features a collection has on a day or in all, counted once a change.

    selection: without place and condition. None where counting takes too long.
    """

    where, values = conditions(collection, selection)
    rows = f"FROM {collection.relation} AS f {where}"

    def count() -> int | None:
        try:
            with briefly(connection, _COUNTING_S):
                with_processes(connection)
                return int(
                    connection.execute(
                        text(f"SELECT count(*) {rows}"),
                        values,
                    ).scalar_one()
                )
        except QuestionTooLarge:
            return None

    memory = memory_of(connection.engine)
    asked = ("count", collection.id, collection.condition, repr(selection))
    stamp = changed(connection, collection)
    if stamp is None and memory.held(asked, None) is None:
        few = text(f"SELECT {few_sql(collection, selection)}")
        number = int(connection.execute(few, values).scalar_one())
        memory.keep(_few_key(collection), None, number <= _FEW)
        if number <= _FEW:
            return number
    return memory.recall(asked, stamp, count)


def few_sql(collection: Collection, selection: Selection) -> str:
    """SQL of how many features a collection has, at most one more than those that are counted for
    each question. Its binds are those of the conditions of the selection.
    """
    where, _ = conditions(collection, selection)
    return (
        f"(SELECT count(*) FROM (SELECT FROM {collection.relation} AS f {where}"  # noqa: S608
        f" LIMIT {_FEW + 1}) AS counted)"
    )


def are_few(number: int) -> bool:
    """Whether a number by `few_sql` is that of all."""
    return number <= _FEW


def were_few(connection: Connection, collection: Collection) -> bool:
    """Whether a collection of which nothing tells when it changed had few features when it was
    last counted: then the next page is read and counted by one statement.
    """
    if collection.changed is not None:
        return False
    memory = memory_of(connection.engine)
    return memory.held(_few_key(collection), None) == (True,)


def _few_key(collection: Collection) -> tuple[str, str, str]:
    return ("few", collection.id, collection.condition)


def changed(connection: Connection, collection: Collection) -> datetime | None:
    """The instant at which a collection last changed, None where nothing tells."""
    if collection.changed is None:
        return None
    found: datetime | None = connection.execute(
        text(f"SELECT {collection.changed}"),
        dict(collection.values),
    ).scalar_one()
    return found
