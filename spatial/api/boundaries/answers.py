"""Forms in which lines of the register, and what belongs to them, leave."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from fastapi.responses import JSONResponse
from shapely.geometry import mapping

from spatial.boundaries.alignment import Alignment, alignment_text
from spatial.boundaries.disagreement import Disagreement, FarPart
from spatial.boundaries.marker_numbers import Series
from spatial.boundaries.proposals import Proposal
from spatial.boundaries.register import Boundary, Segment
from spatial.boundaries.stations import MarkerState, PlacedMarker, Reference
from spatial.boundaries.surroundings import LineAt, Told, Tripoint
from spatial.locations.clock import iso_utc


def day_of(value: date | None) -> str | None:
    """YYYY-MM-DD, or null."""
    return None if value is None else value.isoformat()


def metres(value: float) -> float:
    """To the centimetre: finer than any line is surveyed."""
    return round(value, 2)


def next_page(
    path: str, asked: Mapping[str, Any], *, limit: int, offset: int, total: int
) -> str | None:
    """The address of the page after this one; null after the last."""
    if offset + limit >= total:
        return None
    kept = {name: value for name, value in asked.items() if value is not None}
    return f"{path}?{urlencode(kept | {'limit': limit, 'offset': offset + limit})}"


def unit(code: str, names: Mapping[str, str]) -> dict[str, str | None]:
    """A neighbour: its code, and its name on the day, null where the code named none then."""
    return {"code": code, "name": names.get(code)}


def line_answer(line: Boundary, names: Mapping[str, str]) -> dict[str, Any]:
    """A line on a day; `valid_to` is not included, and null while it stands."""
    return {
        "number": line.number,
        "name": line.name,
        "level": line.level,
        "left": unit(line.left_code, names),
        "right": unit(line.right_code, names),
        "valid_from": day_of(line.valid_from),
        "valid_to": day_of(line.valid_to),
        "approved_by": line.approved_by,
        "agreement": line.agreement,
        "agreed_on": day_of(line.agreed_on),
        "document": line.document,
        "stated_m": line.stated_m,
        "note": line.note,
    }


def told_answer(told: Told) -> dict[str, Any]:
    """What was registered of a line for a period, and from when to when we held it for true."""
    return {
        "valid_from": day_of(told.valid_from),
        "valid_to": day_of(told.valid_to),
        "known_from": iso_utc(told.known_from),
        "known_to": told.known_to and iso_utc(told.known_to),
        "name": told.name,
        "level": told.level,
        "left_code": told.left_code,
        "right_code": told.right_code,
        "approved_by": told.approved_by,
        "agreement": told.agreement,
        "agreed_on": day_of(told.agreed_on),
        "document": told.document,
        "stated_m": told.stated_m,
        "note": told.note,
    }


def segment_answer(segment: Segment) -> dict[str, Any]:
    """A segment between two chainages, without its geometry."""
    return {
        "ordinal": segment.ordinal,
        "from_m": metres(segment.from_m),
        "to_m": metres(segment.to_m),
        "feature": segment.feature,
        "description": segment.description,
        "from_marker": segment.from_marker,
        "to_marker": segment.to_marker,
        "accuracy_m": segment.accuracy_m,
        "source_crs": segment.source_crs,
    }


def segment_feature(segment: Segment) -> dict[str, Any]:
    """A segment as a GeoJSON feature; longitude, latitude in CGCS2000."""
    return feature(segment_answer(segment), mapping(segment.line))


def feature(properties: dict[str, Any], geometry: Any) -> dict[str, Any]:
    """A GeoJSON feature."""
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(head: dict[str, Any], features: list[dict[str, Any]]) -> JSONResponse:
    """A GeoJSON FeatureCollection. head: members beside the features."""
    return JSONResponse(
        {"type": "FeatureCollection"} | head | {"features": features},
        media_type="application/geo+json",
    )


def series_answer(series: Series) -> dict[str, Any]:
    """The groups of the markers of a line, and what is wrong with them."""
    return {
        "complete": series.complete,
        "groups": [
            {
                "serial": group.serial,
                "kind": group.group.value,
                "letters": list(group.letters),
                "missing": list(group.missing),
            }
            for group in series.groups
        ],
        "faults": [
            {"serial": one.serial, "fault": one.fault.value, "text": one.text}
            for one in series.faults
        ],
    }


def marker_feature(one: PlacedMarker, states: list[MarkerState]) -> dict[str, Any]:
    """A marker as a GeoJSON feature, with its place on the line and its states through time."""
    marker, located = one.marker, one.located
    return feature(
        {
            "number": marker.number,
            "serial": marker.serial,
            "kind": marker.kind,
            "state": marker.state,
            "chainage_m": metres(located.chainage_m),
            "away_m": metres(located.away_m),
            "side": located.side,
            "in_charge": marker.in_charge,
            "material": marker.material,
            "height_m": marker.height_m,
            "accuracy_m": marker.accuracy_m,
            "source_crs": marker.source_crs,
            "valid_from": day_of(marker.valid_from),
            "valid_to": day_of(marker.valid_to),
            "states": [
                {
                    "state": state.state,
                    "valid_from": day_of(state.valid_from),
                    "valid_to": day_of(state.valid_to),
                    "lon": state.lon,
                    "lat": state.lat,
                    "note": state.note,
                }
                for state in states
            ],
        },
        {"type": "Point", "coordinates": [marker.lon, marker.lat]},
    )


def alignment_answer(alignment: Alignment) -> dict[str, Any]:
    """The words, and the pieces that they tell; metres along the line."""
    return {
        "text": alignment_text(alignment),
        "metres": alignment.metres,
        "begins": alignment.begins,
        "legs": [
            {
                "feature": leg.feature,
                "to": leg.to,
                "metres": leg.metres,
                "pieces": [
                    {"direction": turn.direction, "metres": turn.metres} for turn in leg.turns
                ],
            }
            for leg in alignment.legs
        ],
    }


def reference_answer(one: Reference, direction: str) -> dict[str, Any]:
    """What a marker is found again by. direction: the word for its bearing."""
    return {
        "marker": one.marker_number,
        "ordinal": one.ordinal,
        "name": one.name,
        "bearing_deg": one.bearing_deg,
        "direction": direction,
        "distance_m": one.distance_m,
        "valid_from": day_of(one.valid_from),
        "valid_to": day_of(one.valid_to),
    }


def tripoint_answer(one: Tripoint, names: Mapping[str, str]) -> dict[str, Any]:
    """A tripoint; longitude, latitude in CGCS2000."""
    return {
        "name": one.name,
        "units": [unit(code, names) for code in one.codes],
        "lines": one.lines,
        "monument": one.monument,
        "accuracy_m": one.accuracy_m,
        "source_crs": one.source_crs,
        "valid_from": day_of(one.valid_from),
        "valid_to": day_of(one.valid_to),
        "lon": one.lon,
        "lat": one.lat,
    }


def line_at_answer(one: LineAt, names: Mapping[str, str]) -> dict[str, Any]:
    """A line near a place. on_side: the side of the line on which the place lies."""
    located = one.located
    return line_answer(one.boundary, names) | {
        "away_m": metres(located.away_m),
        "chainage_m": metres(located.chainage_m),
        "on_side": located.side,
        "nearest": {"lon": located.lon, "lat": located.lat},
    }


def disagreement_answer(found: Disagreement) -> dict[str, Any]:
    """Where a line and the polygons of a day differ; metres of chainage, square metres."""
    return {
        "number": found.number,
        "date": found.day.isoformat(),
        "tolerance_m": found.tolerance_m,
        "comparable": found.comparable,
        "length_m": metres(found.length_m),
        "border_m": None if found.border_m is None else metres(found.border_m),
        "parts": [_part(part) for part in found.parts],
        "beyond": [_part(part) for part in found.beyond],
    }


def _part(part: FarPart) -> dict[str, Any]:
    return {
        "from_m": metres(part.from_m),
        "to_m": metres(part.to_m),
        "greatest_m": metres(part.greatest_m),
        "at": {"lon": part.lon, "lat": part.lat},
        "area_m2": None if part.area_m2 is None else round(part.area_m2),
    }


def proposal_answer(one: Proposal, names: Mapping[str, str]) -> dict[str, Any]:
    """A proposal: never law."""
    return {
        "id": one.id,
        "level": one.level,
        "date": one.day.isoformat(),
        "left": unit(one.left_code, names),
        "right": unit(one.right_code, names),
        "length_m": metres(one.length_m),
        "derived_at": iso_utc(one.derived_at),
    } | ({} if one.geometry is None else {"geometry": json.loads(one.geometry)})


def head_of(day: date, known_at: datetime | None) -> dict[str, Any]:
    """What an answer stands on: the day, and the knowledge of which instant (null: of now)."""
    return {"date": day.isoformat(), "known_at": known_at and iso_utc(known_at)}
