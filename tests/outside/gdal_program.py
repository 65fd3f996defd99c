"""Reads a layer with the newest GDAL, in a process of its own: it holds on to this one while it
waits for a server, which may be a thread of the same.

Reads an order as JSON from standard input, answers as JSON on standard output:

    {"address": "OAPIF:…", "layer": "…" or null, "list": false, "most": null,
     "bbox": [west, south, east, north] or null, "where": "…" or null, "options": {…}}
"""

from __future__ import annotations

import json
import sys
from typing import Any

import pyogrio


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """The names of the layers, or a layer: what it says of itself, and its features."""
    if order.get("list"):
        return {"layers": [str(name) for name, _ in pyogrio.list_layers(order["address"])]}
    options = order.get("options") or {}
    told = pyogrio.read_info(order["address"], layer=order.get("layer"), **options)
    found = pyogrio.read_dataframe(
        order["address"],
        layer=order.get("layer"),
        bbox=tuple(order["bbox"]) if order.get("bbox") else None,
        where=order.get("where"),
        max_features=order.get("most"),
        **options,
    )
    in_degrees = found.to_crs(4490) if found.crs is not None else found
    return {
        "crs": told["crs"],
        "said_count": told["features"],
        "fields": dict(zip(told["fields"].tolist(), map(str, told["dtypes"]), strict=True)),
        "count": len(found),
        "bounds": found.total_bounds.tolist(),
        "degrees": in_degrees.total_bounds.tolist(),
        "rows": json.loads(found.drop(columns="geometry").to_json(orient="records")),
        "types": sorted(set(found.geom_type.dropna())),
        "gdal": ".".join(map(str, pyogrio.__gdal_version__)),
    }


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)
