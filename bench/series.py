"""`python -m bench series`: monthly series over twenty years, against the plain SQL of the same.

3,000 counties of one list, two indicators of 240 months each: a stock and year-to-date figures,
neither of which is protected. Asked: one division through the application (over HTTP on loopback,
one request after another, on one connection), as a Python function, and as the plain statement with
its rows as JSON; then all counties as one streamed table against `COPY (SELECT …) TO STDOUT`, and
early warnings of all counties. Client, server and database share the machine: read ratios.
"""

from __future__ import annotations

import http.client
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import psycopg
from sqlalchemy import Connection, Engine, text

from bench.tiles import machine, say, served
from deploy.database import Database
from spatial.business.series.answers import framed, series_of
from spatial.business.series.periods import MONTH
from spatial.business.series.preparation import prepare
from spatial.business.series.question import Divisions, SeriesQuestion
from spatial.business.series.warnings import WarningsQuestion, rules_from, warnings
from spatial.db import open_engine, read_sql
from spatial.migrations import migrate

NAME = "shikong_bench_series"
FIRST, LAST = date(2001, 1, 1), date(2020, 12, 1)
COUNTIES = 3_000
ROUNDS = 200
WARM = 20
MEASURED = "year_on_year,period_on_period,moving_mean,index"

Wanted = dict[str, str]


def run(database: Database) -> None:
    """Runs all and prints tables."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=4)
    try:
        migrate(engine)
        with engine.connect() as connection:
            say(machine(connection))
        measure(engine)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def measure(engine: Engine) -> None:
    """Fills an empty database and prints what is measured on it."""
    fill(engine)
    url = engine.url.render_as_string(hide_password=False)
    with engine.connect() as connection:
        codes = list(connection.execute(text("SELECT code FROM division ORDER BY code")).scalars())
        _one_division(connection, url, codes)
        connection.rollback()
        _all_divisions(connection, url, codes)
        _all_warnings(connection, codes)


def fill(engine: Engine) -> None:
    """Counties, indicators and figures, seeded."""
    with engine.begin() as connection:
        asked = {"counties": COUNTIES, "first": FIRST, "last": LAST}
        for statement in read_sql("bench", "series_rows").split(";"):
            if statement.strip():
                names = [name for name in asked if f":{name}" in statement]
                connection.execute(text(statement), {name: asked[name] for name in names})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _median_ms(ask: Callable[[str], Any], codes: Sequence[str]) -> float:
    dice = random.Random(240)  # noqa: S311
    took = []
    for number in range(WARM + ROUNDS):
        code = dice.choice(codes)
        begun = time.perf_counter()
        ask(code)
        if number >= WARM:
            took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)


def _one_division(connection: Connection, url: str, codes: Sequence[str]) -> None:
    say(f"\none division, {_months()} months, median of {ROUNDS}\n")
    say("| way | milliseconds | of plain |")
    say("|---|---|---|")
    plain = _median_ms(lambda code: _plainly(connection, code), codes)
    say(f"| plain: the statement and its rows as JSON | {plain:.2f} | 1 |")
    asked = [
        ("function: stock", "bench_stock", ()),
        ("function: year-to-date and periodic", "bench_spent", ("periodic",)),
        ("function: four measures", "bench_stock", tuple(MEASURED.split(","))),
    ]
    for way, name, measures in asked:
        took = _median_ms(
            lambda code: _asked(connection, name, code, measures),  # noqa: B023
            codes,
        )
        say(f"| {way} | {took:.2f} | {took / plain:.1f} |")
    with served("business", url) as port:
        client = http.client.HTTPConnection("127.0.0.1", port)
        for way, name, measures in asked:
            told = {"measures": ",".join(measures)} if len(measures) > 1 else {}
            if "index" in measures:
                told["base"] = "2010-01"
            took = _median_ms(lambda code: _sent(client, name, code, told), codes)  # noqa: B023
            way = way.replace("function", "application over HTTP")
            say(f"| {way} | {took:.2f} | {took / plain:.1f} |")
        client.close()


def _months() -> int:
    return (LAST.year - FIRST.year) * 12 + LAST.month - FIRST.month + 1


def _plainly(connection: Connection, code: str) -> str:
    rows = connection.execute(
        text(
            "SELECT starts, value FROM observation WHERE indicator_id = 'bench_stock'"
            " AND division_code = :code AND known_until = 'infinity' ORDER BY starts"
        ),
        {"code": code},
    )
    return json.dumps([(row.starts.isoformat()[:7], float(row.value)) for row in rows])


def _question(name: str, codes: Sequence[str], measures: Sequence[str]) -> SeriesQuestion:
    question = SeriesQuestion(name, Divisions(tuple(codes)), FIRST, LAST, MONTH, tuple(measures))
    if "index" not in measures:
        return question
    return replace(question, parameters=replace(question.parameters, base=date(2010, 1, 1)))


def _asked(connection: Connection, name: str, code: str, measures: Sequence[str]) -> str:
    prepared = prepare(connection, _question(name, [code], measures))
    found = framed(prepared, series_of(connection, prepared, prepared.codes))
    return json.dumps(found.as_json())


def _sent(client: http.client.HTTPConnection, name: str, code: str, told: Wanted) -> bytes:
    query = urlencode({"division": code, "from": FIRST.isoformat()[:7], "to": "2020-12"} | told)
    client.request("GET", f"/v1/indicators/{name}/series?{query}")
    answer = client.getresponse()
    body = answer.read()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{answer.status}: {body[:200]!r}")
    return body


def _all_divisions(connection: Connection, url: str, codes: Sequence[str]) -> None:
    values = len(codes) * _months()
    say(f"\n{len(codes):,} divisions, {values:,} values in one question\n")
    say("| way | seconds | values a second | of plain |")
    say("|---|---|---|---|")
    begun = time.perf_counter()
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with (
        raw.cursor() as cursor,
        cursor.copy(
            "COPY (SELECT division_code, starts, ends, value FROM observation"
            " WHERE indicator_id = 'bench_stock' AND known_until = 'infinity'"
            " ORDER BY division_code, starts) TO STDOUT (FORMAT csv)"
        ) as copy,
    ):
        for _ in copy:
            pass
    plain = time.perf_counter() - begun
    say(f"| plain: COPY of the table as CSV | {plain:.2f} | {values / plain:,.0f} | 1 |")
    with served("business", url) as port:
        for form in ("csv", "arrow", "parquet"):
            for way, measures in (("", []), (", four measures", MEASURED.split(","))):
                question: dict[str, Any] = {
                    "divisions": [*codes],
                    "from": str(FIRST.year),
                    "to": "2020",
                }
                question |= {"measures": measures, "base": "2010-01"}
                took = _streamed(port, form, question)
                rate = values / took
                say(f"| ours as {form}{way} | {took:.2f} | {rate:,.0f} | {took / plain:.1f} |")


def _streamed(port: int, form: str, question: dict[str, Any]) -> float:
    client = http.client.HTTPConnection("127.0.0.1", port)
    begun = time.perf_counter()
    client.request(
        "POST",
        f"/v1/indicators/bench_stock/series?format={form}",
        json.dumps(question),
        {"Content-Type": "application/json"},
    )
    answer = client.getresponse()
    if answer.status != http.client.OK:
        raise RuntimeError(f"{answer.status}: {answer.read()[:200]!r}")
    while answer.read(1 << 16):
        pass
    client.close()
    return time.perf_counter() - begun


def _all_warnings(connection: Connection, codes: Sequence[str]) -> None:
    say(f"\nearly warnings of {len(codes):,} divisions with {_months()} months of history\n")
    say("| rules | seconds | warnings |")
    say("|---|---|---|")
    for way, rules in (
        ("threshold", [{"kind": "threshold", "above": 900}]),
        ("threshold, rise, year on year", [
            {"kind": "threshold", "above": 900}, {"kind": "rise"},
            {"kind": "year_on_year", "above": 30},
        ]),
        ("deviation from the season (STL)", [{"kind": "deviation"}]),
    ):  # fmt: skip
        about = replace(_question("bench_stock", codes, ()), first=LAST)
        begun = time.perf_counter()
        found = warnings(connection, WarningsQuestion(about, rules_from(rules)))
        say(f"| {way} | {time.perf_counter() - begun:.2f} | {found.summary['warnings']} |")
