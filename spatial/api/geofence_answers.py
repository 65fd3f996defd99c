"""Forms in which geofences and their events leave."""

from __future__ import annotations

from typing import Any

from spatial.locations.clock import iso_utc
from spatial.locations.geofence_events import StoredEvent
from spatial.locations.geofence_register import Geofence


def fence_answer(fence: Geofence) -> dict[str, Any]:
    """A fence; `to` is not included in its period, and null while it is open."""
    return {
        "id": fence.id,
        "name": fence.name,
        "from": iso_utc(fence.starts),
        "to": fence.ends and iso_utc(fence.ends),
        "overstay_s": fence.overstay_s,
        "devices": None if fence.watched.names is None else list(fence.watched.names),
        "device_class": fence.watched.device_class,
        "owner_code": fence.watched.owner_code,
        "division": fence.division
        and {
            "scheme": fence.division.scheme,
            "code": fence.division.code,
            "date": fence.division.day.isoformat(),
        },
        "device_count": fence.devices,
        "created": iso_utc(fence.created),
    } | ({} if fence.geometry is None else {"geometry": fence.geometry})


def event_answer(event: StoredEvent) -> dict[str, Any]:
    """An event. `known` false: the state was first seen after a silence."""
    return {
        "id": event.id,
        "geofence": event.fence_id,
        "name": event.fence,
        "device": event.device,
        "device_class": event.device_class,
        "kind": event.kind,
        "at": iso_utc(event.at),
        "known": event.known,
        "fixed_before": event.fixed_before and iso_utc(event.fixed_before),
        "fixed_after": iso_utc(event.fixed_after),
        "computed": iso_utc(event.computed),
        "withdrawn": event.withdrawn and iso_utc(event.withdrawn),
    }
