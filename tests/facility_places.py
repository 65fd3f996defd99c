"""Facilities at places, stored without a loader."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Engine, text


def store_facility(
    engine: Engine,
    dataset: str,
    key: str,
    place: tuple[float, float],
    *,
    line: str = "养老",
    grade: str = "open",
    opened: date = date(2010, 1, 1),
) -> None:
    """A facility of a dataset that is declared where it is not yet."""
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dataset (id, title, line, owner, holds, grade)"
                " VALUES (:id, :id, :line, '虚构', '{facilities}', :grade)"
                " ON CONFLICT (id) DO NOTHING"
            ),
            {"id": dataset, "line": line, "grade": grade},
        )
        connection.execute(
            text(
                "INSERT INTO record (dataset_id, holds, key, valid, geom, attributes)"
                " VALUES (:dataset, 'facilities', :key, daterange(:opened, NULL),"
                " ST_SetSRID(ST_MakePoint(:lon, :lat), 4490), CAST(:said AS jsonb))"
            ),
            {"dataset": dataset, "key": key, "opened": opened, "lon": place[0], "lat": place[1]}
            | {"said": json.dumps({"name": f"机构{key}"})},
        )
