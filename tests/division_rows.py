"""Division lists and versions put straight into the tables, for tests that stand on them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, Engine, text

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
        ids = [_store_version(connection, run, version[0], version[1:6]) for version in versions]
        for division, (code, _, _, _, _, _, successors) in zip(ids, versions, strict=True):
            for successor, year, whole in successors:
                _store_effect(connection, division, code, successor, year, whole)


def _store_version(
    connection: Connection,
    run: int,
    code: str,
    rest: tuple[str, str, str | None, date, date | None],
) -> int:
    """One version with an identity of its own; the same period on every basis."""
    name, level, parent, start, end = rest
    identity = f"mca:{code}:{start.year}"
    connection.execute(
        text("INSERT INTO division_identity (id, scheme) VALUES (:id, 'mca')"), {"id": identity}
    )
    return int(
        connection.execute(
            text(
                "INSERT INTO division (code, name, level, parent_code, identity_id, valid,"
                " valid_announced, valid_approved, run_id) SELECT :code, :name, :level, :parent,"
                " :identity, days, days, days, :run FROM daterange(:start, :until) AS days"
                " RETURNING id"
            ),
            {"code": code, "name": name, "level": level, "parent": parent, "identity": identity}
            | {"start": start, "until": end, "run": run},
        ).scalar_one()
    )


def _store_effect(
    connection: Connection, division: int, code: str, successor: str, year: int, whole: bool
) -> None:
    """The event of one succession, on the day of the list that first shows it."""
    event = connection.execute(
        text(
            "INSERT INTO division_event (key, scheme, list_date, on_list, on_announced,"
            " on_approved) VALUES (:key, 'mca', :day, :day, :day, :day) RETURNING id"
        ),
        {"key": f"mca/{year}/{code}/{successor}/{division}", "day": date(year, 12, 31)},
    ).scalar_one()
    connection.execute(
        text(
            "INSERT INTO division_effect (event_id, kind, predecessor_id, successor_id,"
            " successor_code, continues, rule, share) SELECT :event, :kind, :division,"
            " (SELECT id FROM division WHERE code = :successor AND valid @> :day), :successor,"
            " false, 'test', :share"
        ),
        {"event": event, "kind": "code" if whole else "transfer", "division": division}
        | {"successor": successor, "day": date(year, 12, 31)}
        | {"share": "whole" if whole else "part"},
    )
