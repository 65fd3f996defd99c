"""What a collection says of its items, computed when somebody asks: no number of it can be old."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, text

from spatial.db import read_sql
from spatial.divisions.footing import in_utc
from spatial.imagery.stac_item import COLLECTION


def tell_truth(engine: Engine, collections: list[Any]) -> None:
    """Writes extent and summaries of our collection into its document, wherever it is among them.

    Without scenes the document stays as it is stored: the Earth, since the first satellite.
    """
    for collection in collections:
        if collection["id"] == COLLECTION:
            _tell(engine, collection)


def _tell(engine: Engine, collection: Any) -> None:
    with engine.connect() as connection:
        row = connection.execute(text(read_sql("spatial.imagery", "collection_truth"))).one()
    if row.west is None:
        return
    interval = collection["extent"]["temporal"]["interval"]
    collection["extent"] = {
        "spatial": {"bbox": [[row.west, row.south, row.east, row.north]]},
        "temporal": {
            "interval": interval if row.first is None else [[in_utc(row.first), in_utc(row.last)]]
        },
    }
    summaries: dict[str, Any] = {
        "platform": row.platforms,
        "instruments": row.instruments,
        "processing:level": row.levels,
        "gsd": _span(row.finest, row.coarsest),
        "eo:cloud_cover": _span(row.clearest, row.cloudiest),
    }
    collection["summaries"] = {name: value for name, value in summaries.items() if value}


def _span(least: float | None, most: float | None) -> dict[str, float] | None:
    return None if least is None or most is None else {"minimum": least, "maximum": most}
