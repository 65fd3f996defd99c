"""Versions of weights that are kept, so that a number can be told by them for ever (R10.6)."""

from __future__ import annotations

from sqlalchemy import Connection, text

from spatial.business.harmonise.weights import Crosswalk, Method, Side, Weight, require_sums
from spatial.db import read_sql
from spatial.errors import UnknownCrosswalk


def keep(connection: Connection, crosswalk: Crosswalk, source: str | None = None) -> bool:
    """Keeps a version, where it is not kept yet; whether it was new.

    source: who made an imported one. Raises BadParameter for weights that sum to more than 1.
    """
    require_sums(crosswalk.weights)
    new = connection.execute(
        text(
            "INSERT INTO crosswalk (id, scheme, basis, level, from_day, to_day, density, origin,"
            " source) VALUES (:id, :scheme, :basis, :level, :first, :second, :density, :origin,"
            " :source) ON CONFLICT DO NOTHING RETURNING id"
        ),
        {"id": crosswalk.id, "scheme": crosswalk.scheme, "basis": crosswalk.basis}
        | {"level": crosswalk.level, "first": crosswalk.first, "second": crosswalk.second}
        | {"density": crosswalk.density, "origin": crosswalk.origin, "source": source},
    ).scalar_one_or_none()
    if new is None:
        return False
    raw = connection.connection.cursor()
    with raw.copy(
        "COPY crosswalk_weight (crosswalk_id, place, source_code, source_identity, source_name,"
        " target_code, target_identity, target_name, weight, method, exact, reason, error)"
        " FROM STDIN"
    ) as copy:
        for place, one in enumerate(crosswalk.weights):
            copy.write_row((crosswalk.id, place, *_row(one)))
    return True


def crosswalk_kept(connection: Connection, id_: str) -> Crosswalk:
    """The version of weights of an id. Raises UnknownCrosswalk."""
    about = connection.execute(
        text(read_sql("spatial.business.harmonise", "crosswalk")), {"id": id_}
    ).one_or_none()
    if about is None:
        raise UnknownCrosswalk(
            f"no weights of the version {id_!r} are kept; /v1/crosswalks?level=&from=&to= computes "
            "and keeps some"
        )
    rows = connection.execute(
        text(read_sql("spatial.business.harmonise", "crosswalk_weights")), {"id": id_}
    )
    weights = [
        Weight(
            Side(row.source_code, row.source_identity, row.source_name),
            None
            if row.target_code is None
            else Side(row.target_code, row.target_identity, row.target_name),
            row.weight,
            Method(row.method),
            row.exact,
            row.reason,
            row.error,
        )
        for row in rows
    ]
    return Crosswalk(
        about.scheme,
        about.basis,
        about.level,
        about.from_day,
        about.to_day,
        weights,
        about.density,
        about.origin,
    )


def _row(one: Weight) -> tuple[object, ...]:
    target = one.target
    return (
        one.source.code,
        one.source.identity,
        one.source.name,
        None if target is None else target.code,
        None if target is None else target.identity,
        None if target is None else target.name,
        one.weight,
        one.method.value,
        one.exact,
        one.reason,
        one.error,
    )
