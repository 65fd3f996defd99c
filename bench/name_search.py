"""Times of the search for names: ours against `ILIKE '%q%'`, in turn, over all names loaded.

Questions are names of the register as people type them: with and without the generic part, of the
past, in pinyin with and without tones, first letters and names after where they lie, traditional
characters, a wrong character. Every question is asked once before and three times measured (the
plain way once), both ways in the same connection; the median of each. How often the place meant is
among the first 20 is said beside, for the two ways do not find the same.

database: the time of all statements of a search; search: with the ranking in Python; API: over
HTTP on loopback from a server process of its own, one request after another.
"""

from __future__ import annotations

import http.client
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from opencc import OpenCC
from sqlalchemy import Connection, Engine, event, text

from bench.tiles import say, served
from spatial.db import read_sql
from spatial.divisions.names.search import search_names
from spatial.divisions.names.spelling import joined, strip_tones
from spatial.divisions.viewpoint import NOW
from spatial.errors import BadParameter
from spatial.temporal import today_in_china

ROUNDS = 3
QUESTIONS_OF_A_FORM = 20
FIRST = 20
"""Hits of an answer: the place meant is found when it is among them."""

_SPARE = 10
"""Times more names than questions: not every name can be typed in every form."""

_UPPER, _LOWER = [1, 2], [3, 4]


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed, the form of it, and the place that is meant."""

    form: str
    typed: str
    place: str


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of one question, each the median of the rounds; whether both ways found it."""

    form: str
    database_ms: float
    search_ms: float
    api_ms: float
    plain_ms: float
    found: bool
    plain_found: bool


def _wrong(row: Any) -> str:
    """The name with another last character before its generic; of a short name nothing is left."""
    return f"{row.text[:-2]}某{row.text[-1]}" if len(row.text) > 3 else ""


def _traditional(row: Any) -> str:
    converted: str = OpenCC("s2t").convert(row.text)
    return converted


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to type a name: of which names, and how."""

    name: str
    kind: str
    weights: Sequence[int]
    former: bool
    typed: Callable[[Any], str]


_FORMS = (
    _Form("whole name", "standard", _UPPER, False, lambda row: row.text),
    _Form("without its generic part", "short", _UPPER, False, lambda row: row.text),
    _Form("name of the past", "standard", [1, 2, 6], True, lambda row: row.text),
    _Form("pinyin", "short", _UPPER, False, lambda row: row.toneless),
    _Form(
        "pinyin with apostrophes",
        "short",
        _UPPER,
        False,
        lambda row: strip_tones(joined(row.pinyin.split())),
    ),
    _Form("pinyin with tones", "short", _UPPER, False, lambda row: joined(row.pinyin.split())),
    _Form(
        "province and first letters",
        "short",
        _UPPER,
        False,
        lambda row: f"{row.around or ''} {row.initials}",
    ),
    _Form(
        "township or village after its province",
        "standard",
        _LOWER,
        False,
        lambda row: f"{row.around or ''}{row.text}",
    ),
    _Form("traditional characters", "standard", _UPPER, False, _traditional),
    _Form("a wrong character", "standard", _UPPER, False, _wrong),
)


def run(engine: Engine) -> None:
    """Prints the times. Raises BadParameter when no names are there to be found."""
    day = today_in_china(datetime.now(UTC))
    with engine.connect() as connection:
        questions = list(_questions(connection, day))
        if not questions:
            raise BadParameter("the database holds no names of divisions: load data first")
        names = connection.execute(text("SELECT count(*) FROM place_name")).scalar_one()
        with (
            served("names", engine.url.render_as_string(hide_password=False)) as port,
            closing(http.client.HTTPConnection("127.0.0.1", port)) as kept,
        ):
            times = [_timed(connection, _Api(kept), question, day) for question in questions]
    say(f"\nsearch for names, {len(times)} questions over {names} forms of names, ms\n")
    say(
        "| typed | questions | found | plain found | database p50 | p95 | search p50 | p95 "
        "| API p50 | p95 | plain p50 | p95 | plain/search |"
    )
    say("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    for form in _FORMS:
        _say_row(form.name, [one for one in times if one.form == form.name])
    _say_row("all", times)


def _say_row(name: str, times: Sequence[Times]) -> None:
    if not times:
        return
    search = [one.search_ms for one in times]
    plain = [one.plain_ms for one in times]
    ways = [[one.database_ms for one in times], search, [one.api_ms for one in times], plain]
    ratio = statistics.median(plain) / statistics.median(search)
    figures = [f"{_percentile(way, p):.1f}" for way in ways for p in (50, 95)]
    say(
        f"| {name} | {len(times)} | {_share(one.found for one in times)} "
        f"| {_share(one.plain_found for one in times)} "
        f"| {' | '.join(figures)} | {ratio:.1f} |"
    )


def _share(found: Iterator[bool]) -> str:
    each = list(found)
    return f"{sum(each)}/{len(each)}"


def _percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that at least so many percent of the values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _questions(connection: Connection, day: date) -> Iterator[Question]:
    """Up to twenty questions of each form, the same ones over the same data."""
    for form in _FORMS:
        rows = connection.execute(
            text(read_sql("bench", "name_questions")),
            {
                "kind": form.kind,
                "weights": list(form.weights),
                "former": form.former,
                "day": day,
                "most": QUESTIONS_OF_A_FORM * _SPARE,
            },
        ).all()
        typed = (Question(form.name, form.typed(row).strip(), row.place_id) for row in rows)
        yield from islice((one for one in typed if one.typed), QUESTIONS_OF_A_FORM)


@dataclass(frozen=True, slots=True)
class _Api:
    """One kept connection to the served routes."""

    connection: http.client.HTTPConnection

    def ask(self, typed: str, day: date) -> None:
        """Asks and reads the whole answer. Raises RuntimeError when it is none."""
        question = urlencode({"q": typed, "date": day.isoformat(), "limit": FIRST})
        self.connection.request("GET", f"/v1/names?{question}")
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{typed!r} answered {answer.status}: {body[:200]!r}")


def _timed(connection: Connection, api: _Api, question: Question, day: date) -> Times:
    """All ways in turn, once before and then measured."""
    ours = partial(search_names, connection, question.typed, day=day, looking=NOW, limit=FIRST)
    plain = partial(_plain, connection, question.typed)
    found = any(hit.place_id == question.place for hit in ours())
    plain_found = question.place in plain()
    served_way = partial(api.ask, question.typed, day)
    served_way()
    database, search, over_http = [], [], []
    for _ in range(ROUNDS):
        with _database_time(connection) as spent:
            search.append(_milliseconds(ours))
        database.append(sum(spent))
        over_http.append(_milliseconds(served_way))
    # Once: it reads the whole table, and its times hardly differ.
    slow = _milliseconds(plain)
    return Times(
        question.form,
        statistics.median(database),
        statistics.median(search),
        statistics.median(over_http),
        slow,
        found,
        plain_found,
    )


def _plain(connection: Connection, typed: str) -> list[str]:
    rows = connection.execute(
        text(read_sql("bench", "plain_name_search")), {"anywhere": f"%{typed.split()[-1]}%"}
    )
    return [row.place_id for row in rows]


def _milliseconds(answer: Callable[[], object]) -> float:
    begun = time.perf_counter()
    answer()
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _database_time(connection: Connection) -> Iterator[list[float]]:
    """The milliseconds of each statement that the connection runs within."""
    spent: list[float] = []
    begun = [0.0]

    def before(*_: object) -> None:
        begun[0] = time.perf_counter()

    def after(*_: object) -> None:
        spent.append((time.perf_counter() - begun[0]) * 1000)

    event.listen(connection, "before_cursor_execute", before)
    event.listen(connection, "after_cursor_execute", after)
    try:
        yield spent
    finally:
        event.remove(connection, "before_cursor_execute", before)
        event.remove(connection, "after_cursor_execute", after)
