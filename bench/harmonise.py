"""`python -m bench harmonise`: all years × counties × ten indicators on the divisions of one date.

Over the registry of the data in use (SHIKONG_DATA names published ones): every county of every list
gets a figure of each of ten indicators, in a transaction that is rolled back. Ours starts from
nothing (cold: the register is read, weights are found), and again with the register kept (warm).
The plain way is one statement of SQL that joins the figures with a crosswalk that is known already:
it computes neither weights nor what is exact, and rounds nothing. Read ratios.
"""

from __future__ import annotations

import time
from datetime import date, timedelta
from typing import Any

import numpy as np
import psycopg
from sqlalchemy import Connection, Engine, text

from bench.tiles import machine, say
from spatial.business.declarations.model import Nature
from spatial.business.harmonise.harmonising import Harmonised, Plan, stored_harmoniser
from spatial.business.harmonise.land import Land
from spatial.business.harmonise.meanings import Meaning
from spatial.business.harmonise.targets import Policy
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.bulk.whole_register_loading import forget_registers, register_in
from spatial.divisions.footing import footing_of
from spatial.divisions.viewpoint import NOW

INDICATORS = 10
ROUNDS = 2


def run(engine: Engine) -> None:
    """Runs all and prints a table; the database is left as it was."""
    with engine.connect() as connection:
        say(machine(connection))
        meanings, figures = _fill(connection)
        say(f"{figures:,} figures of {INDICATORS} indicators")
        _measure(connection, meanings)
        connection.rollback()


def _measure(connection: Connection, meanings: list[Meaning]) -> None:
    target = footing_of(connection).record.until
    plan = Plan(Level.COUNTY, Policy.FIXED, target)

    def ours() -> list[Harmonised]:
        return stored_harmoniser(connection, NOW, plan).harmonised(meanings, None, None)

    forget_registers(connection.engine)
    cold, found = _timed(ours)
    warm = min(_timed(ours)[0] for _ in range(ROUNDS))
    back = Plan(Level.COUNTY, Policy.FIXED, footing_of(connection).record.first)
    backward, _ = _timed(
        lambda: stored_harmoniser(connection, NOW, back).harmonised(meanings, None, None)
    )
    groups, _ = _timed(
        lambda: stored_harmoniser(
            connection, NOW, Plan(Level.COUNTY, Policy.COMMON_ATOMS)
        ).harmonised(meanings, None, None)
    )
    _keep_crosswalk(connection, plan)
    ids = {"indicators": [one.id for one in meanings]}
    statement = text(read_sql("bench", "harmonise_by_crosswalk"))
    plain = min(_timed(lambda: connection.execute(statement, ids).all())[0] for _ in range(ROUNDS))
    values = sum(int(one.column.known.sum()) for series in found for one in series.periods)
    exact = sum(int(one.column.exact.sum()) for series in found for one in series.periods)
    say(f"{len(found[0].periods)} periods, {values:,} values, {exact / values:.1%} of them exact")
    for name, seconds in (
        ("plain SQL, crosswalk known", plain),
        ("ours, cold", cold),
        ("ours, register kept", warm),
        ("ours, on the first divisions", backward),
        ("ours, common groups", groups),
    ):
        say(f"{name:<32} {seconds:>7.2f} s  {seconds / plain:>5.2f} ×")


def _timed(work: Any) -> tuple[float, Any]:
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def _fill(connection: Connection) -> tuple[list[Meaning], int]:
    """A figure of each indicator for each county of each list."""
    connection.execute(
        text(
            "INSERT INTO dataset (id, title, line, owner)"
            " VALUES ('bench_harmonise', 'bench', '养老', 'bench')"
        )
    )
    ids = [f"bench_harmonise_{number}" for number in range(INDICATORS)]
    for id_ in ids:
        connection.execute(
            text(
                "INSERT INTO indicator (id, dataset_id, title, unit, kind, additive_space,"
                " additive_time, grade, minimum_cell, period, nature) VALUES (:id,"
                " 'bench_harmonise', :id, '人', 'stock', true, false, 'internal', 0, 'year',"
                " 'extensive')"
            ),
            {"id": id_},
        )
    land = Land(register_in(connection, NOW), Level.COUNTY)
    days = connection.execute(
        text("SELECT list_date FROM division_list WHERE scheme = 'mca' ORDER BY 1")
    ).scalars()
    years = [day.year for day in days]
    rng = np.random.default_rng(1)
    count = 0
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with (
        raw.cursor() as cursor,
        cursor.copy(
            "COPY observation (indicator_id, division_code, starts, ends, value) FROM STDIN"
        ) as copy,
    ):
        for id_ in ids:
            for year in years:
                units = land.units_on(date(year, 12, 31))
                values = rng.integers(0, 1_000_000, len(units)).tolist()
                starts, ends = date(year, 1, 1), date(year + 1, 1, 1)
                for unit, value in zip(units, values, strict=True):
                    copy.write_row((id_, unit.code, starts, ends, value))
                count += len(units)
    connection.execute(text("ANALYZE observation"))
    return [Meaning(id_, "bench_harmonise", "人", Nature.EXTENSIVE) for id_ in ids], count


def _keep_crosswalk(connection: Connection, plan: Plan) -> None:
    """The weights of every year as a table, for the plain statement."""
    assert plan.day is not None
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE bench_crosswalk (starts date, source text, target text,"
            " weight double precision) ON COMMIT DROP"
        )
    )
    sharing = stored_harmoniser(connection, NOW, plan).sharing
    starts = connection.execute(
        text(
            "SELECT DISTINCT starts, ends FROM observation"
            " WHERE indicator_id = 'bench_harmonise_0' ORDER BY 1"
        )
    ).all()
    rows = []
    for row in starts:
        crosswalk = sharing.crosswalk(row.ends - timedelta(days=1), plan.day, ("mca", "list"), None)
        rows += [
            (row.starts, one.source.code, one.target.code, one.weight)
            for one in crosswalk.weights
            if one.target is not None
        ]
    raw = connection.connection.driver_connection
    assert isinstance(raw, psycopg.Connection)
    with raw.cursor() as cursor, cursor.copy("COPY bench_crosswalk FROM STDIN") as copy:
        for one in rows:
            copy.write_row(one)
    connection.execute(text("CREATE INDEX ON bench_crosswalk (starts, source)"))
    connection.execute(text("ANALYZE bench_crosswalk"))
