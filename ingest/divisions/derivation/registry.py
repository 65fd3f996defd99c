"""Derives the registry from all assertions that are loaded, and stores it in system time."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, text

from ingest.divisions.claims.change_events import KIND as CHANGES
from ingest.divisions.claims.change_events import read_change_claim
from ingest.divisions.claims.decisions import KIND as DECISIONS
from ingest.divisions.claims.decisions import read_decision_claim
from ingest.divisions.claims.history import KIND as HISTORY
from ingest.divisions.claims.statistics_list import KIND as STATISTICS
from ingest.divisions.claims.statistics_list import derive_statistics
from ingest.divisions.claims.township_changes import KIND as TOWNSHIPS
from ingest.divisions.claims.township_changes import add_townships
from ingest.divisions.derivation.applying import apply_registry
from ingest.divisions.derivation.differences import Difference as Row
from ingest.divisions.derivation.differences import store_differences
from spatial.db import read_sql
from spatial.division_codes import Level
from spatial.divisions.derivation.claims import (
    Claims,
    Difference,
    Origin,
    SuccessorClaim,
    VersionClaim,
)
from spatial.divisions.derivation.derive import derive

log = structlog.get_logger(__name__)

RULES = 1
"""Raised when the derivation changes, so that the registry is derived anew."""

SCHEME = "mca"

_SOURCES = (HISTORY, CHANGES, DECISIONS, TOWNSHIPS, STATISTICS)


def derive_registry(engine: Engine) -> bool:
    """Derives the registries of both official schemes; returns whether anything changed.

    One transaction: a derivation that is killed leaves the registry as it was, and nobody sees
    half of one. Does nothing when the loaded sources are those of the last derivation.
    """
    begun = time.monotonic()
    with engine.begin() as connection:
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended('derive registry', 0))")
        )
        fingerprint = _fingerprint(connection)
        if fingerprint == _derived_from(connection):
            log.info("the registry is up to date")
            return False
        claims = read_claims(connection)
        registry, differences = derive(claims)
        applied = apply_registry(connection, add_townships(connection, registry))
        store_differences(connection, (HISTORY, CHANGES, DECISIONS), [*map(_row, differences)])
        statistics = derive_statistics(connection)
        # The last instant of all: whoever asks again as of it sees every part of this derivation.
        connection.execute(
            text(
                "INSERT INTO division_registry (known_from, fingerprint)"
                " VALUES (greatest(clock_timestamp(), :applied, :statistics), :fingerprint)"
            ),
            {"applied": applied.known_from, "statistics": statistics.known_from}
            | {"fingerprint": fingerprint},
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Filled at once: without statistics the first questions would be slow.
        connection.execute(
            text("VACUUM (ANALYZE) division, division_event, division_effect, division_assertion")
        )
    log.info(
        "registry",
        versions=len(registry.versions),
        events=len(registry.events),
        differences=len(differences),
        versions_added=applied.versions_added,
        versions_ended=applied.versions_ended,
        seconds=round(time.monotonic() - begun, 1),
    )
    return applied.changed or statistics.changed


def _fingerprint(connection: Connection) -> str:
    runs = connection.execute(
        text(
            "SELECT kind, source_sha256, parameters::text FROM ingest_run"
            " WHERE status = 'loaded' AND kind = ANY(:kinds) ORDER BY id"
        ),
        {"kinds": list(_SOURCES)},
    ).all()
    return hashlib.sha256(json.dumps([RULES, [list(run) for run in runs]]).encode()).hexdigest()


def _derived_from(connection: Connection) -> str | None:
    found = connection.execute(
        text("SELECT fingerprint FROM division_registry ORDER BY known_from DESC LIMIT 1")
    ).scalar_one_or_none()
    return None if found is None else str(found)


def read_claims(connection: Connection) -> Claims:
    """All claims on the ministry's scheme, in the order in which they were loaded."""
    rows = {
        claim: connection.execute(
            text(read_sql("ingest.divisions.derivation", "claims")),
            {"scheme": SCHEME, "claim": claim},
        ).all()
        for claim in ("version", "change", "decision")
    }
    lists: Iterable[date] = connection.execute(
        text("SELECT list_date FROM division_list WHERE scheme = :scheme ORDER BY 1"),
        {"scheme": SCHEME},
    ).scalars()
    return Claims(
        scheme=SCHEME,
        list_years=tuple(day.year for day in lists),
        versions=tuple(_version(row) for row in rows["version"]),
        changes=tuple(
            read_change_claim(Origin(row.run_id, row.record), row.code, row.name, row.said)
            for row in rows["change"]
        ),
        decisions=tuple(
            read_decision_claim(Origin(row.run_id, row.record), row.said)
            for row in rows["decision"]
        ),
    )


def _version(row: Any) -> VersionClaim:
    said: Mapping[str, Any] = row.said
    return VersionClaim(
        origin=Origin(row.run_id, row.record),
        code=row.code,
        name=row.name,
        level=Level(said["level"]),
        parent_code=said["parent_code"],
        first=said["first_list"],
        until=said["until_list"],
        successors=tuple(
            SuccessorClaim(one["code"], one["list_year"], one["whole"])
            for one in said["successors"]
        ),
    )


def _row(difference: Difference) -> Row:
    return Row(
        run_id=difference.run_id,
        scheme=SCHEME,
        as_of=difference.as_of,
        code=difference.code,
        kind=difference.kind,
        source_says=difference.source_says,
        registry_says=difference.registry_says,
        explanation=difference.explanation,
    )
