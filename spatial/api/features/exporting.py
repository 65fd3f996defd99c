"""Features as files, in a form that was asked for."""

from __future__ import annotations

import asyncio
import os
import re

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.types import Receive, Scope, Send

from spatial.api.dependencies import engine_of
from spatial.api.features.forms import AskedForm
from spatial.errors import BadParameter
from spatial.features.formats.export import Export
from spatial.features.formats.exports import ExportFile, Exports, ExportSettings
from spatial.features.formats.form import FACTS

_PIECE = 1 << 16

_OPENED_S = 60.0
"""Seconds within which a server has opened a file that it was told to send."""


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
    """A file of features. Its connection is one of its own: give back that of the request first."""
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
    return _File(exports_of(request), export, asked, kind, headers)


class _File(Response):
    """An export: written when it is asked for, then sent whole."""

    def __init__(
        self, exports: Exports, export: Export, asked: AskedForm, kind: str, head: dict[str, str]
    ) -> None:
        super().__init__(media_type=kind, headers=head)
        self._exports, self._export, self._asked = exports, export, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers. Raises TooManyExports and what RunningExport raises, before anything is sent."""
        running = self._exports.begin(self._export, self._asked.form, self._asked.wishes)
        waiting = asyncio.wrap_future(running.file)
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not waiting.done():
                # Nobody asks any more what becomes of it.
                waiting.cancel()
                running.leave()
            gone.cancel()
        if not waiting.cancelled():
            await self._sent(waiting.result(), scope, send)

    async def _sent(self, file: ExportFile[bytes], scope: Scope, send: Send) -> None:
        """Sends a file and closes it. Raises TimeoutError where the client takes it too slowly:
        then the server breaks the connection off."""
        size = os.stat(file.name).st_size
        self.headers["Content-Length"] = str(size)
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        if "http.response.pathsend" in scope.get("extensions", {}):
            # The server reads it by itself, at the pace of the client, after it has opened it;
            # what is open stays readable when its name is gone.
            await send({"type": "http.response.pathsend", "path": file.name})
            asyncio.get_running_loop().call_later(_OPENED_S, file.close)
            return
        try:
            async with asyncio.timeout(self._exports.settings.transfer_seconds):
                file.seek(0)
                while piece := await run_in_threadpool(file.read, _PIECE):
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
        finally:
            file.close()


async def _gone(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
