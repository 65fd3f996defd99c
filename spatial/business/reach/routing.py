"""Whether the database can measure travel times: pgRouting, and roads that are loaded."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, text

from spatial.errors import NoRoads, RoutingUnavailable


def prepare_routing(connection: Connection) -> bool:
    """Makes pgRouting known to the database where it is installed and may be; says whether it is.

    It may have been installed after the schema was made, so that loaders of roads ask again.
    """
    row = connection.execute(
        text(
            "SELECT installed_version IS NOT NULL AS there,"
            " (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS may"
            " FROM pg_available_extensions WHERE name = 'pgrouting'"
        )
    ).one_or_none()
    if row is None or row.there or not row.may:
        return row is not None and bool(row.there)
    connection.execute(text("CREATE EXTENSION IF NOT EXISTS pgrouting"))
    return True


def require_routing(connection: Connection, day: date, known_at: datetime | None) -> None:
    """Returns when travel times can be measured on the day.

    Raises RoutingUnavailable with the package to install, NoRoads where no road of the day is
    loaded.
    """
    major = connection.execute(
        text(
            "SELECT current_setting('server_version_num')::int / 10000"
            " WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pgrouting')"
        )
    ).scalar_one_or_none()
    if major is not None:
        raise RoutingUnavailable(
            "travel times need pgRouting, which this database does not have: install the package "
            f"postgresql-{major}-pgrouting (Debian, Ubuntu) and load the roads again, or let an "
            "administrator run CREATE EXTENSION pgrouting; straight lines work without it",
            package=f"postgresql-{major}-pgrouting",
        )
    there = connection.execute(
        text(
            "SELECT EXISTS (SELECT FROM road_edge WHERE valid @> CAST(:day AS date)"
            " AND known_from <= coalesce(CAST(:known_at AS timestamptz), now())"
            " AND coalesce(CAST(:known_at AS timestamptz), now()) < known_until)"
        ),
        {"day": day, "known_at": known_at},
    ).scalar_one()
    if not there:
        raise NoRoads(
            f"no roads of {day} are loaded: `shikong ingest roads` loads them; straight lines work "
            "without"
        )
