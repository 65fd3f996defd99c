"""The route for phones: what OsmAnd and Traccar Client send, kept with the key of the address."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from fastapi.routing import APIRoute
from sqlalchemy import Engine

from ingest.beidou.osmand import PhoneReport, read_json, read_query, without
from ingest.beidou.sent_positions import store_sent
from ingest.beidou.sightings import candidates
from spatial.access.declaration import Action, DataClass, Grade, declared
from spatial.api.dependencies import engine_of, require_write_token
from spatial.errors import UploadTooLarge

KIND = "positions-osmand"
MOST_BYTES = 4 << 20


class KeyInAddress(APIRoute):
    """A route whose write token may stand in the address as `key`: a phone sends no header.

    The key is taken out of the address before anything else sees it, and becomes the header that
    `require_write_token` asks for. A header that came stays.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the route, behind this step."""
        handle = super().get_route_handler()

        async def with_key(request: Request) -> Response:
            query, key = without(request.scope["query_string"].decode("latin-1"), "key")
            request.scope["query_string"] = query.encode("latin-1")
            if key is not None and "authorization" not in request.headers:
                token = f"Bearer {key}".encode("utf-8", "replace")
                request.scope["headers"] = [*request.scope["headers"], (b"authorization", token)]
            return await handle(Request(request.scope, request.receive))

        return with_key


router = APIRouter(prefix="/v1", tags=["positions"], route_class=KeyInAddress)


async def received_report(request: Request) -> tuple[PhoneReport, bytes]:
    """The report of a request, and all that came. Raises BadParameter, UploadTooLarge."""
    pieces = bytearray()
    async for piece in request.stream():
        pieces += piece
        if len(pieces) > MOST_BYTES:
            raise UploadTooLarge(
                f"a report has at most {MOST_BYTES >> 20} million bytes: send it in parts",
                most_bytes=MOST_BYTES,
            )
    body = bytes(pieces)
    query = request.scope["query_string"].decode("latin-1")
    if request.headers.get("content-type", "").startswith("application/json"):
        return read_json(body), body
    form = body.decode("utf-8", "replace").strip()
    if query and form:
        query = f"{query}&{form}"
    return read_query(query or form), query.encode() or body


@router.get("/positions/osmand", status_code=201, dependencies=[Depends(require_write_token)])
@router.post("/positions/osmand", status_code=201, dependencies=[Depends(require_write_token)])
@declared(DataClass.POSITION, Grade.PERSONAL, Action.REPORT)
def send_from_phone(
    engine: Annotated[Engine, Depends(engine_of)],
    came: Annotated[tuple[PhoneReport, bytes], Depends(received_report)],
) -> JSONResponse:
    """Stores what a phone tells of itself, in the form of OsmAnd or of Traccar Client.

    Query or form: `id`, `lat`, `lon` (or `location=lat,lon`), `timestamp`, `altitude` in m,
    `speed` in knots (or as `speed_unit` says: kn, kmh, ms), `bearing`, and any other, which is
    kept. JSON: `device_id` and `location`. The write token stands in the header or as `key` in the
    address; `device_class` is needed for a device that is new.

    Answers when it is durable, and with 201 even where a position is refused, for a phone sends
    again for ever what is not taken: `refused` says why, and what came is kept in the log.
    """
    report, body = came
    answer = store_sent(
        engine,
        candidates(report.sightings, [report.device]),
        kind=KIND,
        device=report.device,
        device_class=report.device_class,
        body=body,
        raw=lambda index: report.sightings[index].raw,
    )
    # The app of OsmAnd calls an address: nobody between may answer in our place.
    answer.headers["cache-control"] = "no-store"
    return answer
