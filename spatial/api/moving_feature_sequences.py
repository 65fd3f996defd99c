"""Routes of OGC API – Moving Features: the movement of a device, and numbers that follow."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.moving_feature_documents import (
    Collected,
    collection_device,
    curve_values,
    own_url,
)
from spatial.api.moving_feature_parameters import (
    Boxes,
    During,
    Leaf,
    Limit,
    SubTrajectory,
    Times,
    require_one_cut,
)
from spatial.api.standard.documents import answer, link, own_links
from spatial.api.standard.face import Document
from spatial.api.standard.responses import document_responses
from spatial.errors import BadDate, BadParameter, UnknownMovement
from spatial.locations.clock import instant, iso_utc, microseconds
from spatial.locations.motion import MOTIONS, Curve
from spatial.locations.moving_devices import BEGINNING
from spatial.locations.moving_features import CRS84, ISO_TIME
from spatial.locations.moving_parts import MovingPart, moving_parts, part_named
from spatial.temporal import parse_instant

router = APIRouter()

MOST_INSTANTS = 200_000
"""Instants of one answer, but for its last part: a page ends earlier than its limit."""


class Motion(StrEnum):
    """What can be asked of a part."""

    DISTANCE = "distance"
    VELOCITY = "velocity"
    ACCELERATION = "acceleration"


def moving_point(part: MovingPart) -> Document:
    """A part as MF-JSON has it (OGC 19-045r3, TemporalPrimitiveGeometry)."""
    return {
        "type": "MovingPoint",
        "datetimes": [iso_utc(instant(us)) for us in part.times_us.tolist()],
        "coordinates": part.lon_lat.round(9).tolist(),
        "interpolation": "Linear" if part.linear else "Discrete",
    }


@router.get(
    "/items/{featureId}/tgsequence",
    response_class=Response,
    responses=document_responses("TemporalGeometrySequence"),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_sequence(
    device_class: Collected,
    featureId: str,
    request: Request,
    reading: Reading,
    boxes: Boxes,
    during: During,
    leaf: Leaf,
    cut: SubTrajectory,
    limit: Limit = 100,
    after: Annotated[
        str | None, Query(description="The id of the last part of the page before.")
    ] = None,
) -> JSONResponse:
    """The movement of a device: a MovingPoint for each part of it that lies in bbox and datetime.

    A silence of more than 10 minutes or a step of more than 10 km parts it, and so does midnight
    (UTC): then both parts have the first fix of the new day. Fixes alone between two gaps make one
    "Discrete" part for each day. A part is given whole; `subTrajectory` cuts it to the datetime,
    `leaf` gives its places at these instants alone, in proportion of the time between two fixes.
    """
    require_one_cut(leaf, cut, "subTrajectory")
    device = collection_device(reading, device_class, featureId)
    behind = BEGINNING if after is None else parse_instant(after)
    shown: list[MovingPart] = []
    following: dict[str, str] = {}
    room = MOST_INSTANTS
    for part in moving_parts(reading, device.id, max(during.start, behind), during.end):
        chosen = _chosen(part, boxes, during, leaf, cut)
        if chosen is None or part.began_us <= microseconds(behind):
            continue
        if len(shown) == limit or room <= 0:
            following = {"after": shown[-1].id}
            break
        shown.append(chosen)
        room -= len(chosen.times_us)
    return answer(
        {
            "type": "TemporalGeometrySequence",
            "geometrySequence": [{"id": one.id} | moving_point(one) for one in shown],
            "crs": CRS84,
            "trs": ISO_TIME,
            "links": own_links(request, **following),
            "timeStamp": iso_utc(datetime.now(UTC).replace(microsecond=0)),
            "numberReturned": len(shown),
        }
    )


def _chosen(
    part: MovingPart,
    boxes: Boxes,
    during: Times,
    leaf: tuple[int, ...] | None,
    cut: bool,
) -> MovingPart | None:
    """What is told of a part; None when it is not asked for."""
    if not part.overlaps(during.start_us, during.end_us):
        return None
    if boxes and not part.meets(boxes):
        return None
    if leaf is not None:
        return part.at(leaf)
    return part.between(during.start_us, during.end_us) if cut else part


@router.get(
    "/items/{featureId}/tgsequence/{tGeometryId}/{motion}",
    response_class=Response,
    responses=document_responses("TemporalProperty"),
)
@declared(DataClass.POSITION, Grade.PERSONAL)
def moving_features_motion(
    device_class: Collected,
    featureId: str,
    tGeometryId: str,
    motion: Motion,
    request: Request,
    reading: Reading,
    during: During,
    leaf: Leaf,
    subTemporalValue: Annotated[
        bool, Query(description="Whether the numbers are cut to the datetime.")
    ] = False,
) -> JSONResponse:
    """Distance (m along the way), velocity (km/h) or acceleration (m/s²) of one part, as TReal.

    Geodesic. Velocity holds from each fix to the next; acceleration is told at the fixes between
    two steps. An instant as datetime gives one number. Of "Discrete" parts nothing is known.
    Raises UnknownMovement.
    """
    require_one_cut(leaf, subTemporalValue, "subTemporalValue")
    if subTemporalValue and not during.bounded:
        raise BadParameter("subTemporalValue needs a datetime with both ends")
    device = collection_device(reading, device_class, featureId)
    part = part_named(reading, device.id, _began(tGeometryId))
    if part is None:
        raise UnknownMovement(f"no part of the movement of {featureId!r} is named {tGeometryId!r}")
    curve = _asked(MOTIONS[motion](part), during, leaf, subTemporalValue)
    return answer(
        {
            "name": motion,
            "type": "TReal",
            "form": curve.unit,
            "valueSequence": [curve_values(curve)] if len(curve.times_us) else [],
            "links": [
                link(
                    "self",
                    own_url(
                        request, device_class, "items", featureId, "tgsequence",
                        tGeometryId, motion,
                    ),
                )
            ],
        }
    )  # fmt: skip


def _asked(curve: Curve, during: Times, leaf: tuple[int, ...] | None, cut: bool) -> Curve:
    if during.start == during.end:
        curve = curve.at([during.start_us])
    elif cut:
        curve = curve.during(during.start_us, during.end_us)
    elif not len(curve.times_us) or (
        curve.times_us[0] > during.end_us or curve.times_us[-1] < during.start_us
    ):
        curve = curve.at([])
    return curve if leaf is None else curve.at(leaf)


def _began(name: str) -> datetime:
    """When the part of a name begins. Raises UnknownMovement."""
    try:
        return parse_instant(name)
    except BadDate as error:
        raise UnknownMovement(f"no part of a movement is named {name!r}") from error
