"""Registering anew: any order of sources leaves one truth for each day and instant."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from psycopg.types.range import DateRange
from shapely import Point
from sqlalchemy import Connection, Engine, text

from ingest.boundaries.superseding import TRIPOINTS, begin_registering, register_anew
from ingest.divisions.polygons.geometry import CGCS2000_SRID, ewkb_hex
from tests.registry_rows import store_run

FIRST = date(2000, 1, 1)
SPAN = 30


def _row(monument: str, begin: int, end: int | None) -> tuple[object, ...]:
    last = None if end is None else FIRST + timedelta(days=end)
    days = DateRange(FIRST + timedelta(days=begin), last, "[)")
    place = ewkb_hex(Point(110, 30), CGCS2000_SRID)
    return ("三交点", ["970000", "980000", "990000"], [], monument, None, "EPSG:4490", place, days)


def _told(connection: Connection, known_at: object = None) -> dict[int, str]:
    """The monument of each day, as was known at an instant; fails where two rows hold."""
    rows = connection.execute(
        text(
            "SELECT lower(valid) AS a, upper(valid) AS b, monument FROM tripoint"
            " WHERE known @> coalesce(CAST(:known_at AS timestamptz), 'infinity')"
        ),
        {"known_at": known_at},
    )
    found: dict[int, str] = {}
    for row in rows:
        end = SPAN if row.b is None else (row.b - FIRST).days
        for day in range((row.a - FIRST).days, end):
            assert day not in found
            found[day] = row.monument
    return found


@pytest.mark.parametrize("seed", range(4))
def test_any_sources_leave_one_truth_for_each_day_and_instant_r3_1(
    engine: Engine, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    truth: dict[int, str] = {}
    snapshots: list[tuple[object, dict[int, str]]] = []
    for load in range(12):
        cuts = sorted(rng.choice(SPAN, 4, replace=False).tolist())
        spans = [(cuts[0], cuts[1]), (cuts[2], None if rng.random() < 0.3 else cuts[3])]
        # A small choice of monuments: some sources repeat what stands.
        rows = [(f"m{rng.integers(3)}", *span) for span in spans]
        with engine.begin() as connection:
            run = store_run(connection)
            instant = begin_registering(connection)
            register_anew(
                connection, TRIPOINTS, [_row(*row) for row in rows], run_id=run, instant=instant
            )
        for monument, begin, end in rows:
            truth |= dict.fromkeys(range(begin, SPAN if end is None else end), monument)
        with engine.connect() as connection:
            assert _told(connection) == truth, load
            now = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        snapshots.append((now, dict(truth)))
    with engine.connect() as connection:
        for at, then in snapshots:
            assert _told(connection, at) == then


def test_what_is_repeated_word_for_word_is_left_r3_1(engine: Engine) -> None:
    for expected in ((1, 0, 0), (0, 0, 1)):
        with engine.begin() as connection:
            run = store_run(connection)
            found = register_anew(
                connection,
                TRIPOINTS,
                [_row("甲", 0, None)],
                run_id=run,
                instant=begin_registering(connection),
            )
        assert (found.added, found.ended, found.unchanged) == expected
    with engine.begin() as connection:
        found = register_anew(
            connection,
            TRIPOINTS,
            [_row("乙", 5, 10)],
            run_id=store_run(connection),
            instant=begin_registering(connection),
        )
    # The new row, and the days before and after it of the old one.
    assert (found.added, found.ended, found.unchanged) == (3, 1, 0)
