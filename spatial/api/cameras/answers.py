"""Cameras as answers say them."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import shapely

from spatial.cameras.camera import KINDS, STATES, Camera
from spatial.cameras.device_number import CAMERA_TYPES, parse_camera_number
from spatial.cameras.places import NamedPlace
from spatial.cameras.register import HeldState, HeldVersion, StandingCamera
from spatial.cameras.sectors import sector_of
from spatial.cameras.seeing import LineSighting, Sighting
from spatial.cameras.wording import UNSEEN
from spatial.locations.clock import iso_utc
from spatial.temporal import Period


def head_of(day: date, known_at: datetime | None) -> dict[str, Any]:
    """What every answer begins with."""
    return {"date": day.isoformat(), "known_at": known_at and iso_utc(known_at)}


def camera_answer(standing: StandingCamera) -> dict[str, Any]:
    """A camera on a day. What is not known is null; `view.unknown` says why its sector is."""
    state = standing.state
    return (
        facts_of(standing.camera)
        | period_answer(standing.valid)
        | {
            "state": None if state is None else state.value,
            "state_text": None if state is None else STATES[state],
            "state_since": standing.since and iso_utc(standing.since),
        }
    )


def facts_of(camera: Camera) -> dict[str, Any]:
    """What is registered of a camera, beside its days and states."""
    unseen = camera.view.unseen
    return {
        "number": camera.number,
        "name": camera.name,
        "owner": camera.owner,
        "lon": camera.lon,
        "lat": camera.lat,
        "source": {"crs": camera.source_crs, "x": camera.source_x, "y": camera.source_y},
        "kind": camera.kind and camera.kind.value,
        "kind_text": None if camera.kind is None else KINDS[camera.kind],
        "indoor": camera.indoor,
        "height_m": camera.height_m,
        "view": {
            "bearing_deg": camera.bearing_deg,
            "bearing_by": camera.bearing_by,
            "angle_deg": camera.angle_deg,
            "reach_m": camera.reach_m,
            "unknown": unseen and unseen.value,
            "unknown_text": None if unseen is None else UNSEEN[unseen],
        },
        "facility": None
        if camera.facility_dataset is None
        else {"dataset": camera.facility_dataset, "key": camera.facility_key},
        "note": camera.note,
    }


def number_answer(number: str) -> dict[str, str]:
    """The parts of the 20 digits."""
    parts = parse_camera_number(number)
    return {
        "centre": parts.centre,
        "division": parts.division,
        "industry": parts.industry,
        "type": parts.type,
        "type_text": CAMERA_TYPES[parts.type],
        "network": parts.network,
        "serial": parts.serial,
    }


def period_answer(valid: Period) -> dict[str, Any]:
    """The days of a version; the end is not included, and null while it stands."""
    return {"valid_from": valid.start.isoformat(), "valid_to": valid.end and valid.end.isoformat()}


def sector_answer(camera: Camera) -> dict[str, Any] | None:
    """What a camera sees at most, as GeoJSON: longitude, latitude, CGCS2000; null if not known."""
    sector = sector_of(camera.lon, camera.lat, camera.view)
    if sector is None:
        return None
    told: dict[str, Any] = json.loads(
        shapely.to_geojson(shapely.set_precision(sector, 1e-7, mode="pointwise"))
    )
    return told


def place_answer(place: NamedPlace) -> dict[str, Any]:
    """The place that was asked about."""
    return {
        "kind": place.kind,
        "id": place.id,
        "name": place.name,
        "lon": place.lon,
        "lat": place.lat,
    }


def sighting_answer(one: Sighting) -> dict[str, Any]:
    """A camera and where the place lies from it."""
    return {
        "distance_m": round(one.distance_m, 2),
        "towards_deg": None if one.towards_deg is None else round(one.towards_deg, 2),
        "off_axis_deg": None if one.off_axis_deg is None else round(one.off_axis_deg, 2),
        "sees": one.sees,
    } | camera_answer(one.standing)


def line_sighting_answer(one: LineSighting, length_m: float) -> dict[str, Any]:
    """A camera and what it sees of a line."""
    return {
        "seen_m": round(one.seen_m, 2),
        "share": round(one.seen_m / length_m, 6),
        "stretches": stretches_answer(one.stretches),
    } | camera_answer(one.standing)


def stretches_answer(stretches: Any) -> list[dict[str, float]]:
    """Pieces of a line by chainage, metres from its beginning."""
    return [{"from_m": round(a, 2), "to_m": round(b, 2)} for a, b in stretches]


def version_answer(one: HeldVersion) -> dict[str, Any]:
    """A version with the time in which it was held for true."""
    return (
        facts_of(one.camera)
        | period_answer(one.valid)
        | {
            "known_from": iso_utc(one.known_from),
            "known_to": one.known_to and iso_utc(one.known_to),
        }
    )


def state_answer(one: HeldState) -> dict[str, Any]:
    """A state that was told."""
    return {
        "state": one.state.value,
        "text": STATES[one.state],
        "since": iso_utc(one.since),
        "recorded_at": iso_utc(one.recorded_at),
    }
