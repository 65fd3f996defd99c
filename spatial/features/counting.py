"""How many features a collection has, counted once a change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from spatial.errors import QuestionTooLarge
from spatial.features.collection import Collection
from spatial.features.conditions import conditions
from spatial.features.memory import memory_of
from spatial.features.selection import Selection
from spatial.features.time_limit import briefly

_COUNTING_S = 1.0


def whole_number(
    connection: Connection, collection: Collection, selection: Selection
) -> int | None:
    """How many features a collection has on a day or in all, counted once a change.

    selection: without place and condition. None where counting takes too long.
    """

    def count() -> int | None:
        where, values = conditions(collection, selection)
        try:
            with briefly(connection, _COUNTING_S):
                return int(
                    connection.execute(
                        text(f"SELECT count(*) FROM {collection.relation} AS f {where}"),  # noqa: S608
                        values,
                    ).scalar_one()
                )
        except QuestionTooLarge:
            return None

    stamp = changed(connection, collection)
    if stamp is None:
        return count()
    asked = ("count", collection.id, collection.condition, repr(selection))
    return memory_of(connection.engine).recall(asked, stamp, count)


def changed(connection: Connection, collection: Collection) -> datetime | None:
    """The instant at which a collection last changed, None where nothing tells."""
    if collection.changed is None:
        return None
    found: datetime | None = connection.execute(
        text(f"SELECT {collection.changed}"),
        dict(collection.values),
    ).scalar_one()
    return found
