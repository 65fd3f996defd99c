"""Pages of features: what follows, how many there are, and how the page is found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection, text

from spatial.errors import QuestionTooLarge
from spatial.features.collection import Collection
from spatial.features.counting import whole_number
from spatial.features.reading import FEW, Plan, feature_texts
from spatial.features.selection import Selection
from spatial.features.systems import CRS84, System
from spatial.features.time_limit import briefly, planned

_GATHERING_S = 1.0

Texts = Callable[[Plan], tuple[str, Mapping[str, object]]]
"""SQL for the texts of features by a plan, and its values. Output: the text, then id, changed (see
`known_sql`), and, of gathered ones, matched; one more row than the page has.
"""


@dataclass(frozen=True, slots=True)
class Page:
    """Features as texts of GeoJSON, in the order of their keys.

    last: the id of the last one, after which the next page begins; None where nothing follows.
    known_at: the instant whose knowledge all further pages have to be asked with; None where the
    collection keeps no earlier knowledge. matched: of the first page, how many features there are
    in all; None where that was not counted.
    """

    features: tuple[str, ...]
    last: str | None
    known_at: datetime | None
    matched: int | None
    plan: Plan


def page(
    connection: Connection,
    collection: Collection,
    selection: Selection,
    *,
    limit: int,
    after: str | None = None,
    system: System = CRS84,
    columns: Sequence[str] | None = None,
    with_geometry: bool = True,
    plan: Plan | None = None,
) -> Page:
    """At most `limit` features after that id in GeoJSON; plan: see `page_of`.

    Raises BadParameter, QuestionTooLarge.
    """

    def texts(by: Plan) -> tuple[str, Mapping[str, object]]:
        return feature_texts(
            collection,
            selection,
            columns=columns,
            after=after,
            limit=limit + 1,
            system=system,
            with_geometry=with_geometry,
            plan=by,
        )

    return page_of(connection, collection, selection, texts, limit=limit, plan=plan)


def page_of(
    connection: Connection,
    collection: Collection,
    selection: Selection,
    texts: Texts,
    *,
    limit: int,
    plan: Plan | None = None,
) -> Page:
    """At most `limit` features, as the texts are made.

    plan: that of the first page; None on the first page itself, which finds out which is best, and
    counts what there is. Raises QuestionTooLarge.
    """

    def read(by: Plan) -> Page:
        sql, values = texts(by)
        # Of many the planner often thinks that they are few, and would sort them all.
        planned(connection, sort=by is not Plan.BY_KEY)
        rows = connection.execute(text(sql), dict(values)).all()
        more, known_at, matched = len(rows) > limit, selection.known_at, None
        if rows and known_at is None:
            known_at = rows[0].changed
        if by is Plan.GATHERED:
            matched = rows[0].matched if rows else 0
        rows = rows[:limit]
        features = tuple(row[0] for row in rows)
        return Page(features, rows[-1].id if more else None, known_at, matched, by)

    if plan is not None:
        return read(plan)
    if selection.whole:
        number = whole_number(connection, collection, selection)
        many = number is not None and number > FEW
        return replace(read(Plan.BY_KEY if many else Plan.FREE), matched=number)
    try:
        with briefly(connection, _GATHERING_S):
            found = read(Plan.GATHERED)
    except QuestionTooLarge:
        return read(Plan.FREE)
    many = found.matched is not None and found.matched > FEW
    return read(Plan.BY_KEY) if many else found
