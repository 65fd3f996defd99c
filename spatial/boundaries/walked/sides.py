"""Which devices count for which side of a line, where no inspection says so: by their owners."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from spatial.boundaries.register import Boundary
from spatial.boundaries.walked.survey import Walk
from spatial.db import read_sql
from spatial.division_codes import significant
from spatial.errors import BadParameter, UnknownDevice


def walks_by_owner(
    connection: Connection,
    boundary: Boundary,
    devices: Sequence[str] | None,
    start: datetime,
    end: datetime,
) -> list[Walk]:
    """The devices of both sides in [start, end): those named, or all work devices of the units on
    both sides and below them.

    Raises UnknownDevice, and BadParameter for a device whose owner is on neither side.
    """
    asked = {
        "left": f"{significant(boundary.left_code)}%",
        "right": f"{significant(boundary.right_code)}%",
        "names": None if devices is None else list(devices),
    }
    rows = connection.execute(
        text(read_sql("spatial.boundaries.walked", "line_devices")), asked
    ).all()
    missing = sorted(set(devices or ()) - {row.name for row in rows})
    if missing:
        raise UnknownDevice(f"the register holds no device {missing[0]!r}")
    for row in rows:
        if row.side is None:
            raise BadParameter(
                f"the owner of {row.name} is neither {boundary.left_code} nor "
                f"{boundary.right_code}, nor below them"
            )
    return [Walk(row.id, row.name, row.side, start, end) for row in rows]
