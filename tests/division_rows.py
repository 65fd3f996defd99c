"""Division lists and versions put straight into the tables, for tests that stand on them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine, text

FIRST_LIST, LAST_LIST = date(2010, 12, 31), date(2020, 12, 31)

# code, name, level, parent, valid from, valid to (exclusive), successors (code, list year, whole)
Version = tuple[str, str, str, str | None, date, date | None, Sequence[tuple[str, int, bool]]]

UNION_TOWN: list[Version] = [
    ("990000", "虚构省", "province", None, FIRST_LIST, None, ()),
    ("990100", "虚构市", "prefecture", "990000", FIRST_LIST, None, ()),
    # 东县 became a district with a new code at the end of 2015, and was renamed at the end of 2018.
    (
        "990121",
        "东县",
        "county",
        "990100",
        FIRST_LIST,
        date(2015, 12, 31),
        [("990101", 2015, True)],
    ),
    ("990101", "东区", "county", "990100", date(2015, 12, 31), date(2018, 12, 31), ()),
    ("990101", "阳区", "county", "990100", date(2018, 12, 31), None, ()),
    # 990122 was abolished, and its code came back for another unit after a gap.
    (
        "990122",
        "西县",
        "county",
        "990100",
        FIRST_LIST,
        date(2013, 12, 31),
        [("990121", 2013, True)],
    ),
    ("990122", "新西县", "county", "990100", date(2017, 12, 31), None, ()),
]


def store_divisions(
    engine: Engine,
    versions: Sequence[Version] = UNION_TOWN,
    lists: Sequence[date] = (FIRST_LIST, LAST_LIST),
) -> None:
    """Stores the lists and versions under one run."""
    with engine.begin() as connection:
        run = connection.execute(
            text(
                "INSERT INTO ingest_run (kind, source_name, source_sha256, status, started_at,"
                " finished_at) VALUES ('division-history', 'test', :key, 'loaded', now(), now())"
                " RETURNING id"
            ),
            {"key": hashlib.sha256(f"{versions}{lists}".encode()).hexdigest()},
        ).scalar_one()
        for day in lists:
            connection.execute(
                text("INSERT INTO division_list VALUES (:day) ON CONFLICT DO NOTHING"),
                {"day": day},
            )
        for code, name, level, parent, start, end, successors in versions:
            division = connection.execute(
                text(
                    "INSERT INTO division (code, name, level, parent_code, valid, run_id) VALUES"
                    " (:code, :name, :level, :parent, daterange(:start, :until), :run) RETURNING id"
                ),
                {"code": code, "name": name, "level": level, "parent": parent}
                | {"start": start, "until": end, "run": run},
            ).scalar_one()
            for successor, year, whole in successors:
                connection.execute(
                    text("INSERT INTO division_succession VALUES (:id, :code, :year, :whole)"),
                    {"id": division, "code": successor, "year": year, "whole": whole},
                )
