"""Times of lists of divisions: a province as of a day, ours against the plain way, in turn.

Each province on days spread over the record, both ways in the same connection, once before and
three times measured; both have to give the same units.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, text

from bench.tiles import say
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.answers.lists import Listed, Selection, units_as_of
from spatial.divisions.answers.spans import span_of
from spatial.divisions.footing import Footing, footing_of
from spatial.errors import BadParameter

ROUNDS = 3
DAYS = 4


def run(engine: Engine) -> None:
    """Prints the times. Raises BeforeTheRecord without lists, BadParameter when answers differ."""
    with engine.connect() as connection:
        footing = footing_of(connection)
        asked = _questions(connection, footing)
        for province, day in asked:
            listed = [unit.code for unit in _ours(connection, footing, province, day)]
            plain = [row.code for row in _plain(connection, footing, province, day)]
            if listed != plain:
                raise BadParameter(f"{province} on {day}: ours and the plain way differ")
        ours = _times(lambda one: _ours(connection, footing, *one), asked)
        plain_way = _times(lambda one: _plain(connection, footing, *one), asked)
    say(f"\nlist of a province, {len(asked)} questions, median and slowest in ms\n")
    say("| way | median ms | slowest ms | plain/ours |")
    say("|---|---|---|---|")
    ratio = statistics.median(plain_way) / statistics.median(ours)
    say(f"| ours | {statistics.median(ours):.2f} | {max(ours):.2f} | {ratio:.1f} |")
    say(f"| plain | {statistics.median(plain_way):.2f} | {max(plain_way):.2f} | |")


def _questions(connection: Connection, footing: Footing) -> list[tuple[str, date]]:
    """Every province on some days on which it stands."""
    chosen = random.Random(8)  # noqa: S311
    first, last = footing.record.first.toordinal(), footing.record.until.toordinal()
    days = [date.fromordinal(chosen.randint(first, last)) for _ in range(DAYS)]
    return [
        (province.code, day)
        for day in days
        for province in units_as_of(connection, footing, day, Selection(Level.PROVINCE))
    ]


def _ours(connection: Connection, footing: Footing, province: str, day: date) -> list[Listed]:
    return list(units_as_of(connection, footing, day, Selection(within=span_of(province))))


def _plain(connection: Connection, footing: Footing, province: str, day: date) -> list[Any]:
    statement = text(read_sql("bench", "plain_province_list"))
    bound = footing.viewpoint.parameters | {"province": province, "day": day}
    return list(connection.execute(statement, bound))


def _times(
    answer: Callable[[tuple[str, date]], object], asked: list[tuple[str, date]]
) -> list[float]:
    """The median of the rounds of each question, in milliseconds."""
    return [statistics.median(_once(answer, one) for _ in range(ROUNDS)) for one in asked]


def _once(answer: Callable[[tuple[str, date]], object], one: tuple[str, date]) -> float:
    begun = time.perf_counter()
    answer(one)
    return (time.perf_counter() - begun) * 1000
