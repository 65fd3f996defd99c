"""Applications of their own that stand below a path of the platform's."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send


class BelowRoot:
    """Lets a mounted application make addresses of its own.

    Starlette gives the address and the routes of the outermost application to all that are mounted
    in it; the links of a face begin at its root, and name its routes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        own = {key: value for key, value in scope.items() if key != "router"}
        await self._app(own | {"app_root_path": scope["root_path"]}, receive, send)
