"""Small sources of the register of boundaries written to disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Positions = Sequence[tuple[float, float]]

STRAIGHT: Positions = ((110.0, 30.0), (110.1, 30.0))
"""9,648.6 m from west to east."""


def line(positions: Positions = STRAIGHT, **properties: Any) -> dict[str, Any]:
    """A feature: a provincial line between 980000 in the north and 990000, or a segment of it."""
    said = {
        "number": "9899",
        "name": "虚彼线",
        "level": "省级",
        "left_code": "980000",
        "right_code": "99",
        "valid_from": "1995-06-01",
    }
    return {
        "type": "Feature",
        "properties": said | properties,
        "geometry": {"type": "LineString", "coordinates": [list(one) for one in positions]},
    }


def lines_file(folder: Path, *features: dict[str, Any], name: str = "lines.geojson") -> Path:
    path = folder / name
    document = {"type": "FeatureCollection", "features": list(features)}
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def table_file(folder: Path, header: str, *lines: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path
