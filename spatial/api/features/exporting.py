"""Features as files: sent as they are written, in a form that was asked for."""

from __future__ import annotations

import asyncio
import re

from fastapi import Request
from fastapi.responses import Response, StreamingResponse
from starlette.types import Send

from spatial.api.dependencies import engine_of
from spatial.api.features.forms import AskedForm
from spatial.errors import BadParameter
from spatial.features.formats.export import Export
from spatial.features.formats.exports import Exports, ExportSettings, RunningExport
from spatial.features.formats.form import FACTS


def exports_of(request: Request) -> Exports:
    """The exports of the application, which there are from the first one on."""
    state = request.app.state
    if not hasattr(state, "exports"):
        state.exports = Exports(engine_of(request), ExportSettings())
    exports = state.exports
    assert isinstance(exports, Exports)
    return exports


def asked_limit(request: Request) -> int | None:
    """How many features a file has at most; None, all, where nothing is said.

    Raises BadParameter.
    """
    told = request.query_params.get("limit")
    if told is None:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", told, re.ASCII) or int(told) < 1:
        raise BadParameter(f"limit={told} is no number of features: write 1 or more")
    return int(told)


def exported(request: Request, export: Export, asked: AskedForm) -> Response:
    """A file of features. Its connection is one of its own, so give back that of the request first.

    Raises TooManyExports, and what is wrong before the first byte.
    """
    facts = FACTS[asked.form]
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", export.collection.id)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{facts.suffix}"',
        "Content-Crs": f"<{export.system.uri}>",
        "Vary": "Accept",
    }
    kind = asked.media_type
    if kind == "text/csv":
        kind = "text/csv; charset=utf-8; header=present"
    if request.scope.get("asked_method") == "HEAD":
        return Response(media_type=kind, headers=headers)
    exports = exports_of(request)
    running = exports.begin(export, asked.form, asked.wishes)
    return _File(running, exports.settings.transfer_seconds, kind, headers)


class _File(StreamingResponse):
    """An export on its way to a client, which may take it for so many seconds."""

    def __init__(
        self, running: RunningExport, seconds: float, kind: str, headers: dict[str, str]
    ) -> None:
        super().__init__(iter(running), media_type=kind, headers=headers)
        self._running, self._seconds = running, seconds

    async def stream_response(self, send: Send) -> None:
        """Sends what is written. Raises TimeoutError where the client takes it too slowly, so that
        the server breaks the connection off: what it has is not whole."""
        try:
            async with asyncio.timeout(self._seconds):
                await super().stream_response(send)
        finally:
            self._running.close()
