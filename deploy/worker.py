"""One stateless worker: `granian --interface rsgi --factory deploy.worker:application`.

It serves the same application as `shikong run`, over SHIKONG_DATABASE_URL, without loading or
building anything. `shikong serve` starts several behind nginx (deploy/proxy).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from deploy.application import build_application, build_server
from deploy.rsgi import RsgiServer
from deploy.warming import warm
from deploy.web_map import require_web_map
from spatial.db import DatabaseSettings, open_engine
from spatial.errors import BadParameter


def application() -> RsgiServer:
    """The API and the tiles. Writing needs SHIKONG_WRITE_TOKEN; without one nobody can write.

    Raises BadParameter without SHIKONG_DATABASE_URL.
    """
    return _served(None)


def platform() -> RsgiServer:
    """The same, and the web map. Raises NotReady where that is not built, too."""
    return _served(require_web_map())


def _served(web_map: Path | None) -> RsgiServer:
    settings = DatabaseSettings()
    if settings.database_url is None:
        raise BadParameter("a worker needs SHIKONG_DATABASE_URL: it has no database of its own")
    engine = open_engine(settings.database_url, pool=settings.database_pool)
    token = os.environ.get("SHIKONG_WRITE_TOKEN") or secrets.token_urlsafe(24)
    application = build_application(engine, write_token=token, web_map=web_map)
    server = build_server(application, engine)
    warm(application)
    return RsgiServer(server)
