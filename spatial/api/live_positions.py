"""The live stream: the newest fixes of chosen devices as they become durable (Server-Sent Events).

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import Field
from sqlalchemy import Engine

from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import engine_of
from spatial.api.device_classes import Classes
from spatial.api.geofence_answers import event_answer
from spatial.api.live_hub import Follower, LiveHub
from spatial.locations.clock import iso_utc
from spatial.locations.live import Choice, LiveFix, choice_of

router = APIRouter(prefix="/v1", tags=["positions"])

HEARTBEAT_S = 15.0
_TOGETHER = 200
_HEAD = {
    "Cache-Control": "no-store",
    # nginx hands each piece on as it comes.
    "X-Accel-Buffering": "no",
}
_MEDIA_TYPE = "text/event-stream"


@router.get(
    "/positions/live",
    response_class=StreamingResponse,
    responses={200: {"content": {_MEDIA_TYPE: {"schema": {"type": "string"}}}}},
)
@declared(DataClass.POSITION, Grade.PERSONAL)
async def live(
    request: Request,
    device: Annotated[
        list[str] | None, Query(max_length=1000, description="Identifiers of the register.")
    ] = None,
    device_class: Classes = None,
    fence: Annotated[
        list[Annotated[int, Field(ge=1, le=2**53)]] | None,
        Query(max_length=100, description="The devices that these geofences watch."),
    ] = None,
    last_event_id: Annotated[
        str | None, Header(max_length=64, description="As a browser sends it to go on.")
    ] = None,
) -> Response:
    """Follows devices: those named, of the classes, and watched by the fences.

    `position`: the newest fix of a device, at first of each, then each that is newer, within about
    a second of being durable; a client that reads slowly gets the newest alone. `geofence`: an
    event that was computed, or withdrawn (`withdrawn` is then an instant): of the fences asked for,
    else of all about these devices. `lost`: so many events were too many to wait for a slow client;
    ask `/v1/geofences/{id}/events`. After a break `Last-Event-ID` goes on where it ended (of
    events: up to a day); something may come twice. A comment each 15 seconds keeps the line open.
    """
    engine = engine_of(request)
    choice = await asyncio.to_thread(_choice, engine, device, device_class, fence)
    # HEAD is asked as GET (spatial/api/head.py): what never ends is not begun for it.
    if request.scope.get("asked_method") == "HEAD":
        return Response(headers=_HEAD, media_type=_MEDIA_TYPE)
    hub = hub_of(request)
    hub.require_room()
    return StreamingResponse(
        _stream(hub, Follower(choice), _state(last_event_id)),
        media_type=_MEDIA_TYPE,
        headers=_HEAD,
    )


def hub_of(request: Request) -> LiveHub:
    """The hub of the application in this event loop."""
    loop = asyncio.get_running_loop()
    held = getattr(request.app.state, "live_hub", None)
    if held is None or held[0] is not loop:
        held = request.app.state.live_hub = (loop, LiveHub(engine_of(request)))
    hub: LiveHub = held[1]
    return hub


def _choice(
    engine: Engine, names: list[str] | None, classes: list[Any] | None, fences: list[int] | None
) -> Choice:
    with engine.connect() as connection:
        return choice_of(
            connection, names, None if classes is None else [one.value for one in classes], fences
        )


def _state(told: str | None) -> int | None:
    """The state that the last event named; what is no number is none of ours."""
    return int(told) if told and told.isascii() and told.isdecimal() and len(told) < 19 else None


async def _stream(hub: LiveHub, follower: Follower, since: int | None) -> AsyncIterator[str]:
    with hub.following(follower):
        # Proxies and clients see at once that it has begun.
        yield ": 时空 positions\n\n"
        await hub.begin(follower, since)
        while True:
            try:
                await asyncio.wait_for(follower.woken.wait(), HEARTBEAT_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            for piece in _pieces(follower):
                yield piece


def _pieces(follower: Follower) -> Iterator[str]:
    """What waits for a follower, in pieces. Only the last message names the state, so that who is
    cut off within it gets all of it again."""
    state = follower.since
    fixes, events, lost = follower.take()
    messages = [_message("position", _fix(fix)) for fix in fixes]
    messages += [_message("geofence", event_answer(event.stored)) for event in events]
    if lost:
        messages.append(_message("lost", {"events": lost}))
    messages[-1] = f"id: {state}\n{messages[-1]}"
    for begin in range(0, len(messages), _TOGETHER):
        yield "".join(messages[begin : begin + _TOGETHER])


def _message(kind: str, content: dict[str, Any]) -> str:
    return f"event: {kind}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"


def _fix(fix: LiveFix) -> dict[str, Any]:
    return {
        "device": fix.device,
        "device_class": fix.device_class,
        "time": iso_utc(fix.fixed_at),
        "lon": fix.lon,
        "lat": fix.lat,
        "speed_kmh": fix.speed_kmh,
        "course": fix.course,
    }
