"""How many features a collection has, counted once a change."""

from __future__ import annotations

from datetime import datetime
from time import monotonic

from sqlalchemy import Connection, text

from spatial.errors import QuestionTooLarge
from spatial.features.collection import Collection
from spatial.features.conditions import conditions
from spatial.features.memory import memory_of
from spatial.features.selection import Selection
from spatial.features.time_limit import briefly, with_processes

_COUNTING_S = 1.0

# Where nothing tells when a collection changed, so many features are counted again after a second,
# and more of them after a minute. Others write into it: nobody can tell that it was a second ago.
_FEW = 10_000
_TRUSTED_S = 1.0


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

    def at_most_few() -> int:
        few = text(f"SELECT count(*) FROM (SELECT {rows} LIMIT {_FEW + 1}) AS counted")  # noqa: S608
        return int(connection.execute(few, values).scalar_one())

    memory = memory_of(connection.engine)
    asked = (collection.id, collection.condition, repr(selection))
    stamp = changed(connection, collection)
    if stamp is None:
        number = memory.recall(("few", *asked), monotonic() // _TRUSTED_S, at_most_few)
        if number <= _FEW:
            return number
    return memory.recall(("count", *asked), stamp, count)


def changed(connection: Connection, collection: Collection) -> datetime | None:
    """The instant at which a collection last changed, None where nothing tells."""
    if collection.changed is None:
        return None
    found: datetime | None = connection.execute(
        text(f"SELECT {collection.changed}"),
        dict(collection.values),
    ).scalar_one()
    return found
