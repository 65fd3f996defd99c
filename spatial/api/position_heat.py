"""The route of the heat of positions."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import Reading, require_window
from spatial.api.device_classes import DeviceClass
from spatial.api.standard.documents import GEO_JSON
from spatial.api.standard.responses import also_as
from spatial.errors import BadParameter
from spatial.geojson import parse_polygon
from spatial.locations.clock import instant, iso_utc
from spatial.locations.fixes import E7
from spatial.locations.heat import Heat, HeatCell, HeatSpan, heat
from spatial.locations.known_time import known_of_devices
from spatial.temporal import parse_instant

router = APIRouter()

LONGEST = timedelta(days=31)

_HOUR_US = 3_600_000_000


class HeatForm(StrEnum):
    """In what form heat is given: squares on a map, or rows of numbers."""

    GEOJSON = "geojson"
    JSON = "json"


class HeatQuestion(BaseModel):
    """An area, a span, and a grid."""

    model_config = ConfigDict(extra="forbid")

    polygon: dict[str, Any] = Field(
        description="GeoJSON Polygon or MultiPolygon, longitude, latitude in CGCS2000."
    )
    from_: str = Field(alias="from", description="Start, included; ISO 8601 with zone, or a day.")
    to: str = Field(
        description="End, not included; ISO 8601 with zone, or a day; 31 days later at most."
    )
    cell: float = Field(
        default=0.01,
        ge=0.0001,
        le=10,
        description="Size of a cell in degrees; its corners are multiples of it.",
    )
    per: HeatSpan = Field(
        default=HeatSpan.HOUR,
        description="A figure for each hour, each hour of the day in Beijing, or the window.",
    )
    classes: list[DeviceClass] | None = Field(
        default=None, alias="class", description="Classes of devices; all if left out."
    )
    f: HeatForm = Field(default=HeatForm.GEOJSON, description="geojson: squares; json: rows.")
    known: bool = Field(
        default=True,
        description="Whether to tell what of the window is known of the devices: reads all of "
        "their fixes.",
    )


@router.post("/positions/heat", response_model=None, responses=also_as(GEO_JSON))
@declared(DataClass.POSITION, Grade.PERSONAL, Action.READ)
def positions_heat(question: HeatQuestion, reading: Reading) -> JSONResponse:
    """Fixes, devices and seconds in each cell of a grid of equal angles in a polygon and window.

    Cell (column, row) is the square of `cell` degrees with its south-west corner at column × cell,
    row × cell; longitude, latitude in CGCS2000. `seconds` are those for which devices were in the
    polygon for sure, half of the time between two fixes to each. Of fewer than 3 personal devices
    in a cell and hour nothing is told: `withheld` counts where. `known` is what of the window is
    known of the devices that are counted, on average: the rest is unknown, not cold. A POST because
    a polygon does not fit into an address; it changes nothing.
    """
    start, end = parse_instant(question.from_), parse_instant(question.to)
    require_window(start, end)
    if end - start > LONGEST:
        raise BadParameter(f"heat is told of {LONGEST.days} days at most, not of {end - start}")
    polygon = parse_polygon(question.polygon)
    cell_e7 = round(question.cell * E7)
    found = heat(
        reading,
        polygon,
        start,
        end,
        cell_e7=cell_e7,
        span=question.per,
        classes=question.classes,
    )
    said: dict[str, Any] = {
        "from": iso_utc(start),
        "to": iso_utc(end),
        "cell": cell_e7 / E7,
        "per": question.per,
        "devices": len(found.devices),
        "withheld": found.withheld,
    }
    if question.known:
        said["known"] = _known(reading, found, start, end)
    if question.f is HeatForm.JSON:
        return JSONResponse(said | _rows(found, question.per))
    features = [_square(one, cell_e7, question.per) for one in found.cells]
    return JSONResponse(
        {"type": "FeatureCollection", **said, "features": features},
        media_type="application/geo+json",
    )


def _known(reading: Reading, found: Heat, start: datetime, end: datetime) -> dict[str, Any]:
    known = known_of_devices(reading, found.devices, start, end).values()
    share = sum(one.share for one in known) / len(known) if known else 0.0
    return {
        "seconds": round(sum(one.seconds for one in known), 6),
        "share": round(share, 6),
        "gap_count": sum(len(one.gaps) for one in known),
    }


def _rows(found: Heat, per: HeatSpan) -> dict[str, Any]:
    return {
        "columns": ["span", "column", "row", "fixes", "devices", "seconds"],
        "rows": [
            [_span(one, per), one.column, one.row, one.fixes, one.devices, one.seconds]
            for one in found.cells
        ],
    }


def _square(one: HeatCell, cell_e7: int, per: HeatSpan) -> dict[str, Any]:
    # Cells that do not divide 180° would reach over the edge of the map.
    west, east = (min(max(n * cell_e7, -180 * E7), 180 * E7) for n in (one.column, one.column + 1))
    south, north = (min(max(n * cell_e7, -90 * E7), 90 * E7) for n in (one.row, one.row + 1))
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return {
        "type": "Feature",
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[lon / E7, lat / E7] for lon, lat in ring]],
        },
        "properties": {
            "span": _span(one, per),
            "column": one.column,
            "row": one.row,
            "fixes": one.fixes,
            "devices": one.devices,
            "seconds": one.seconds,
        },
    }


def _span(one: HeatCell, per: HeatSpan) -> str | int | None:
    """The start of the hour, the hour of the day in Beijing, or nothing."""
    if per is HeatSpan.HOUR:
        return iso_utc(instant(one.span * _HOUR_US))
    return one.span if per is HeatSpan.HOUR_OF_DAY else None
