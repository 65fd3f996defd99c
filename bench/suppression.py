"""`python -m bench suppression`: what the protection of small cells costs, and what it hides.

3,000 counties by 240 months, skewed (log-normal sizes, Poisson counts), k = 10, as a stock and as a
flow. Protecting all is put beside the plain SQL that hides small cells alone and sums by prefecture
and province; asking for one county beside the SELECT of its figures. Then what is hidden at each
level, beside what any method has to hide: the small cells. Read ratios: machines differ.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
from sqlalchemy import Connection, Engine, text

from bench.tiles import machine, say
from deploy.database import Database
from ingest.bulk import copy_rows
from spatial.business.suppression.protection import protection_of, shown
from spatial.business.suppression.renewal import protect
from spatial.db import open_engine
from spatial.migrations import migrate
from spatial.temporal import next_month

NAME = "shikong_bench_suppression"
COUNTIES, MONTHS, MINIMUM = 3_000, 240, 10
FIRST_YEAR = 2004
KINDS = ("stock", "flow")
PLAIN = """
SELECT division_code, starts, CASE WHEN value > 0 AND value < 10 THEN NULL ELSE value END
FROM (
    SELECT coalesce(
        division_code, left(division_code, 4) || '00', left(division_code, 2) || '0000', 'all'
    ) AS division_code, starts, sum(value) AS value
    FROM observation WHERE indicator_id = :indicator AND known_until = 'infinity'
    GROUP BY starts, GROUPING SETS (
        (division_code), (left(division_code, 4)), (left(division_code, 2)), ())
) AS cell
"""


def run(database: Database) -> None:
    """Runs all and prints the tables."""
    if database.cluster is None:
        raise RuntimeError("this benchmark needs the private cluster: it makes its own database")
    database.cluster.drop_database(NAME)
    database.cluster.create_database(NAME)
    engine = open_engine(database.cluster.url(NAME), pool=2)
    try:
        migrate(engine)
        with engine.begin() as connection:
            say(machine(connection))
            _fill(connection)
        say(f"{COUNTIES:,} counties by {MONTHS} months, k = {MINIMUM}\n")
        say("| | ours | plain SQL | ratio |")
        say("|---|---|---|---|")
        for kind in KINDS:
            _protected(engine, kind)
        for kind in KINDS:
            _asked(engine, kind)
        for kind in KINDS:
            _lost(engine, kind)
    finally:
        engine.dispose()
        database.cluster.drop_database(NAME)


def counties() -> list[str]:
    """Codes of 3,000 counties, nine in a prefecture, eleven prefectures in a province."""
    return [
        f"{11 + place // 99:02d}{1 + place % 99 // 9:02d}{1 + place % 9:02d}"
        for place in range(COUNTIES)
    ]


def months() -> list[date]:
    """The first days of the months."""
    return [date(FIRST_YEAR + place // 12, place % 12 + 1, 1) for place in range(MONTHS)]


def _fill(connection: Connection) -> None:
    connection.execute(
        text("INSERT INTO dataset (id, title, line, owner) VALUES ('b', 'b', '养老', 'b')")
    )
    connection.execute(
        text(
            "INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space,"
            " additive_time, grade, minimum_cell) SELECT kind, 'b', kind, '人', kind, true,"
            " kind = 'flow', 'open', :minimum FROM unnest(CAST(:kinds AS text[])) AS kind"
        ),
        {"kinds": list(KINDS), "minimum": MINIMUM},
    )
    for seed, kind in enumerate(KINDS):
        columns = ("indicator_id", "division_code", "starts", "ends", "value")
        copy_rows(connection, "observation", columns, _figures(kind, seed))
    connection.execute(text("ANALYZE observation"))


def _figures(kind: str, seed: int) -> Iterator[tuple[str, str, date, date, int]]:
    dice = np.random.default_rng(seed)
    sizes = dice.lognormal(3.5, 1.3, COUNTIES)
    for code, size in zip(counties(), sizes, strict=True):
        for start, value in zip(months(), dice.poisson(size, MONTHS), strict=True):
            yield kind, code, start, next_month(start), int(value)


def _protected(engine: Engine, kind: str) -> None:
    with engine.begin() as connection:
        ours = _seconds(lambda: protect(connection, kind))
        plain = _seconds(lambda: connection.execute(text(PLAIN), {"indicator": kind}).all())
        connection.execute(text("ANALYZE protection_cell, protection_patch"))
    say(f"| {kind}: all protected | {ours:.1f} s | {plain:.1f} s | {ours / plain:.1f} |")


def _asked(engine: Engine, kind: str) -> None:
    codes = counties()[:: COUNTIES // 50]
    with engine.connect() as connection:
        ours, plain = [], []
        for code in codes:
            figures = [(code, start) for start in months()]
            ours.append(_seconds(lambda f=figures: shown(connection, kind, f)))
            plain.append(
                _seconds(
                    lambda c=code: connection.execute(
                        text(
                            "SELECT starts, value FROM observation WHERE indicator_id = :indicator"
                            " AND division_code = :code AND known_until = 'infinity'"
                        ),
                        {"indicator": kind, "code": c},
                    ).all()
                )
            )
    one, other = statistics.median(ours) * 1000, statistics.median(plain) * 1000
    asked = f"{kind}: {MONTHS} months of a county"
    say(f"| {asked} | {one:.1f} ms | {other:.1f} ms | {one / other:.1f} |")


def _lost(engine: Engine, kind: str) -> None:
    codes, starts = counties(), months()
    place = {code: number for number, code in enumerate(codes)}
    values = np.zeros((COUNTIES, MONTHS))
    with engine.connect() as connection:
        protection = protection_of(connection, kind)
        rows = connection.execute(
            text("SELECT division_code, starts, value FROM observation WHERE indicator_id = :kind"),
            {"kind": kind},
        )
        for row in rows:
            values[place[row.division_code], starts.index(row.starts)] = row.value
    spans = (("month", 1), ("quarter", 3), ("year", 12)) if kind == "flow" else (("month", 1),)
    say(f"\nhidden of a {kind}, per cent (small cells alone)\n")
    say("| | " + " | ".join(name for name, _ in spans) + " |")
    say("|---|" + "---|" * len(spans))
    for level, digits in (("county", 6), ("prefecture", 4), ("province", 2), ("country", 0)):
        told = []
        for _, width in spans:
            hidden = small = cells = 0
            for first in range(0, MONTHS, width * 4):
                columns = range(first, first + width)
                for unit in dict.fromkeys(code[:digits] for code in codes):
                    within = [code for code in codes if code.startswith(unit)]
                    total = values[[place[code] for code in within]][:, columns].sum()
                    cells += 1
                    small += 0 < total < MINIMUM
                    hidden += not protection.shows(
                        (code, starts[column]) for code in within for column in columns
                    )
            told.append(f"{100 * hidden / cells:.1f} ({100 * small / cells:.1f})")
        say(f"| {level} | " + " | ".join(told) + " |")


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
