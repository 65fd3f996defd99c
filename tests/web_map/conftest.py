"""Fixtures of the web map's tests: the built map on a real server, and Debian's Chromium.

The map is built by `make` (or `npm ci && npm run build` in web-map/) before the tests.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from map_visit import Visit
from playwright.sync_api import Browser, Request, Route
from sqlalchemy import Engine

from deploy.application import build_application

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def served(engine: Engine, web_map: Path) -> Iterator[str]:
    """The address of a server over the database, on a free port of the loopback interface.

    The socket listens before the server runs: who connects early waits and is not refused.
    """
    application = build_application(engine, write_token="test-token", web_map=web_map)
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_level="warning",
            ws="none",
            lifespan="off",
            timeout_graceful_shutdown=3,
        )
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture(scope="session")
def web_map() -> Path:
    """The folder of the built map."""
    folder = ROOT / "web-map" / "dist"
    if not (folder / "index.html").exists():
        pytest.fail(
            "the web map is not built: run `npm ci && npm run build` in web-map/ "
            "(`make test` does it)"
        )
    return folder


@pytest.fixture(scope="session")
def sample_map(sample_database: Engine, web_map: Path) -> Iterator[str]:
    """The address of the map over the whole fictional sample."""
    with served(sample_database, web_map) as base:
        yield base


@pytest.fixture
def visits(browser: Browser) -> Iterator[Callable[[str], Visit]]:
    """Begins a visit to the map at an address.

    Whatever the page asks of another host is refused and fails the test at its end, and so does
    an error on the page's console that the test has not taken from `complaints`.
    """
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    begun: list[Visit] = []

    def begin(base: str) -> Visit:
        visit = Visit(context.new_page(), base)
        own = urlsplit(base).netloc

        def guard(route: Route) -> None:
            if urlsplit(route.request.url).netloc == own:
                route.continue_()
            else:
                visit.foreign.append(route.request.url)
                route.abort()

        def note(request: Request) -> None:
            visit.asked.append(request.url)

        visit.page.route(lambda url: url.startswith(("http:", "https:", "ws:", "wss:")), guard)
        visit.page.on("request", note)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on(
            "console",
            lambda message: (
                visit.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        begun.append(visit)
        return visit

    yield begin
    context.close()
    assert [url for visit in begun for url in visit.foreign] == []
    assert [text for visit in begun for text in visit.complaints] == []


@pytest.fixture
def visit(visits: Callable[[str], Visit], sample_map: str) -> Visit:
    """A visit to the map over the sample; the test opens the link that it needs."""
    return visits(sample_map)


@pytest.fixture(scope="session")
def real_map(real_divisions: Engine, web_map: Path) -> Iterator[str]:
    """The address of the map over the real divisions and legal lines; nothing else is loaded."""
    with served(real_divisions, web_map) as base:
        yield base
