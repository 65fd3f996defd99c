"""Where the built web map is."""

from __future__ import annotations

from pathlib import Path

from deploy.settings import ROOT
from spatial.errors import ShikongError

WEB_MAP = ROOT / "web-map" / "dist"


class NotReady(ShikongError):
    """The server started but does not answer, or cannot start."""


def require_web_map() -> Path:
    """The folder of the built web map. Raises NotReady where it is not built."""
    if not (WEB_MAP / "index.html").exists():
        raise NotReady(f"the web map is not built: {WEB_MAP} is empty; make run builds it")
    return WEB_MAP
