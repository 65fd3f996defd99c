"""Small sources of divisions written to disk, and what a loader left in the database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, text

HEADER = "code,name,level,parent_code,valid_from,valid_to,successors"

TWO_COUNTIES = (
    "980000,虚省,province,,2000,,",
    "982100,东地区,prefecture,980000,2000,,",
    "982121,甲县,county,982100,2000,,982122[2003]",
    "982122,乙县,county,982100,2000,,",
    "970000,彼岛,province,,2000,,",
)
"""Two counties that part of the land moves between in 2003, and a province with nothing below."""


def write_history(
    folder: Path,
    rows: Iterable[str] = TWO_COUNTIES,
    header: str = HEADER,
    name: str = "history.csv",
) -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    """A GeoJSON square; longitude, latitude."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_features(folder: Path, features: Sequence[Any], name: str = "shapes.geojson") -> Path:
    path = folder / name
    document = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def rows(engine: Engine, sql: str, **values: Any) -> list[Row[Any]]:
    with engine.connect() as connection:
        return list(connection.execute(text(sql), values))


def reasons(engine: Engine, disposition: str) -> list[str]:
    """The reasons of the last loaded run, in order."""
    found = rows(
        engine,
        "SELECT record || ': ' || reason AS said FROM ingest_remark"
        " WHERE disposition = :disposition AND run_id = ("
        "   SELECT max(id) FROM ingest_run WHERE status = 'loaded')",
        disposition=disposition,
    )
    return [row.said for row in found]


def counts(engine: Engine, *tables: str) -> dict[str, int]:
    return {table: rows(engine, f"SELECT count(*) AS n FROM {table}")[0].n for table in tables}
