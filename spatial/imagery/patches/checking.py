"""What photo, position and track say to each other of a check in the field (R6.5).

Neither is proof alone: EXIF can be written by anybody, and a device can be carried by another. The
result says what agrees, what contradicts, and what nobody can know; it refuses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from shapely.geometry import MultiPolygon
from sqlalchemy import Connection

from spatial.boundaries.evidence.photo_facts import PhotoFacts, judge, read_photo
from spatial.imagery.patches.area import metres_from
from spatial.locations.clock import iso_utc
from spatial.locations.geodesic import CGCS2000

NEAR_M = 100.0
"""So near to a patch the checker stands at least: what is unsafe or fenced is seen from beside."""

FAR_M = 200.0
"""Farther apart two places of one person contradict each other: cheap receivers under trees err by
less (as photos of joint inspections)."""

GAP_S = 600.0
"""So long a device may be silent before nobody knows where it was, as in joint inspections."""

APART = timedelta(hours=1)
"""So far a photo's time may be from the check it belongs to: a camera's clock, a walk about."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a checker says. at: when; lon, lat: where, degrees, CGCS2000. device_id: that was
    carried, None for none. since: when the patch came into the state before, was assigned or
    decided. used: whether its photo was brought for this patch before; used_at_all: for any."""

    at: datetime
    lon: float
    lat: float
    device_id: int | None
    since: datetime
    used: bool = False
    used_at_all: bool = False


def judged(
    connection: Connection, outline: MultiPolygon, claim: Claim, photo: bytes
) -> dict[str, Any]:
    """How a claim compares with its photo and with the track of its device; for patch_step.judged.

    verdict: `proven` where the device was there at that time, and the photo was taken there and
    then by what it says; `contradicted` where anything says otherwise; else `unknown`. reasons: in
    Chinese, each that speaks against it or that nobody can know. metres: from the patch to the
    position, from the position to the track, from the photo's place to the position; null: unknown.
    """
    facts = read_photo(photo)
    against: list[str] = []
    unknown: list[str] = []
    if claim.used:
        against.append("此照片已用于本图斑先前的核查")
    elif claim.used_at_all:
        unknown.append("此照片已用于其他图斑")
    from_photo = _photo_place(outline, claim, facts, against, unknown)
    _photo_time(claim, facts, against, unknown)
    track = _track(connection, claim, against, unknown)
    verdict = "contradicted" if against else "unknown" if unknown else "proven"
    return {
        "verdict": verdict,
        "reasons": against + unknown,
        "photo": {
            "taken_at": None if facts.taken_at is None else iso_utc(facts.taken_at),
            "lon": facts.lon,
            "lat": facts.lat,
        },
        "track": track["track"],
        "near_m": NEAR_M,
        "far_m": FAR_M,
        "gap_s": GAP_S,
        "metres": {
            "position_to_patch": round(away(outline, claim.lon, claim.lat), 1),
            "position_to_track": track["metres"],
            "photo_to_position": from_photo,
        },
    }


def away(outline: MultiPolygon, lon: float, lat: float) -> float:
    """Metres from a place to a patch, 0 within it."""
    return float(metres_from(outline, np.array([lon]), np.array([lat]))[0])


def _photo_place(
    outline: MultiPolygon,
    claim: Claim,
    facts: PhotoFacts,
    against: list[str],
    unknown: list[str],
) -> float | None:
    if facts.lon is None or facts.lat is None:
        unknown.append("照片无位置")
        return None
    from_patch = away(outline, facts.lon, facts.lat)
    if from_patch > FAR_M:
        against.append(f"照片位置距图斑 {from_patch:,.0f} 米")
    metres = float(CGCS2000.inv(facts.lon, facts.lat, claim.lon, claim.lat)[2])
    if metres > FAR_M:
        against.append(f"照片位置距所报位置 {metres:,.0f} 米")
    return round(metres, 1)


def _photo_time(claim: Claim, facts: PhotoFacts, against: list[str], unknown: list[str]) -> None:
    if facts.taken_at is None:
        unknown.append("照片无拍摄时刻")
        return
    if facts.taken_at < claim.since:
        against.append("照片拍摄早于上一步")
    if abs(facts.taken_at - claim.at) > APART:
        against.append("照片拍摄时刻与核查时刻相差一小时以上")


def _track(
    connection: Connection, claim: Claim, against: list[str], unknown: list[str]
) -> dict[str, Any]:
    # The claim itself is compared as a photo's would be: with the track at that very instant.
    claimed = PhotoFacts(None, taken_at=claim.at, zone_stated=True, lon=claim.lon, lat=claim.lat)
    found = judge(connection, claimed, claim.device_id, gap_s=GAP_S)
    if claim.device_id is None:
        unknown.append("未指定设备，无轨迹可比对")
    elif found["track"] == "none":
        unknown.append("核查时刻设备无轨迹")
    elif found["track"] == "unknown":
        unknown.append("核查时刻前后设备轨迹中断")
    elif found["metres"] > FAR_M:
        against.append(f"设备当时距所报位置 {found['metres']:,.0f} 米")
    return found
