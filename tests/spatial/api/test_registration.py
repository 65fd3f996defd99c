"""The gate at start-up: no route without its declaration, no writing route without the token."""

from __future__ import annotations

import pytest
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from fastapi.responses import PlainTextResponse
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from starlette.routing import Mount, Route

from spatial.access.declaration import Action, DataClass, Declaration, Grade, declared
from spatial.api.app import create_app
from spatial.api.dependencies import require_write_token
from spatial.api.registration import require_declarations
from spatial.api.settings import MapSettings
from spatial.errors import UndeclaredRoute

TOKEN = "right-token"
READS = declared(DataClass.DIVISION, Grade.OPEN)
WRITES = declared(DataClass.POSITION, Grade.PERSONAL, Action.WRITE)
TOKEN_NEEDED = [Depends(require_write_token)]


def start(*routers: APIRouter) -> FastAPI:
    """The application over an engine that nobody connects."""
    engine = create_engine("postgresql+psycopg://localhost/none")
    return create_app(engine, routers, write_token=TOKEN, map_settings=MapSettings())


def endpoint() -> str:
    return "done"


def test_a_route_that_declares_nothing_does_not_start() -> None:
    router = APIRouter()
    router.add_api_route("/v1/secret", endpoint)
    with pytest.raises(UndeclaredRoute, match="/v1/secret declares no class, grade and action"):
        start(router)


def test_a_declared_reading_route_starts() -> None:
    router = APIRouter()
    router.add_api_route("/v1/open", READS(lambda: "done"))
    found = require_declarations(start(router))
    assert found["/v1/open"] == Declaration(DataClass.DIVISION, Grade.OPEN, Action.READ)
    assert {"/health", "/openapi.json", "/docs"} <= set(found)


def test_the_declaration_of_one_route_does_not_cover_another() -> None:
    router = APIRouter()
    router.add_api_route("/v1/open", READS(lambda: "done"))
    router.add_api_route("/v1/forgotten", endpoint)
    with pytest.raises(UndeclaredRoute, match="/v1/forgotten"):
        start(router)


def test_routes_of_a_router_within_a_router_are_seen() -> None:
    inner, outer = APIRouter(), APIRouter()
    inner.add_api_route("/deep", endpoint)
    outer.include_router(inner, prefix="/inner")
    with pytest.raises(UndeclaredRoute, match="/deep"):
        start(outer)


def test_a_mount_is_seen() -> None:
    app = start()
    app.mount("/files", PlainTextResponse("done"))
    with pytest.raises(UndeclaredRoute, match="/files"):
        require_declarations(app)


def test_a_mount_within_a_router_is_seen() -> None:
    router = APIRouter()
    router.mount("/files", PlainTextResponse("done"))
    with pytest.raises(UndeclaredRoute, match="/files"):
        start(router)


def test_a_route_beside_fastapi_and_a_web_socket_are_seen() -> None:
    def plain(_request: object) -> PlainTextResponse:
        return PlainTextResponse("done")

    app = start()
    app.router.routes.append(Route("/plain", plain))
    with pytest.raises(UndeclaredRoute, match="/plain"):
        require_declarations(app)

    async def talk(_socket: WebSocket) -> None: ...

    router = APIRouter()
    router.add_api_websocket_route("/talk", talk)
    with pytest.raises(UndeclaredRoute, match="/talk"):
        start(router)


def test_a_writing_route_without_the_token_does_not_start() -> None:
    router = APIRouter()
    router.add_api_route("/v1/fixes", WRITES(lambda: "done"), methods=["POST"])
    with pytest.raises(UndeclaredRoute, match="/v1/fixes writes but does not depend on"):
        start(router)


def test_a_writing_mount_does_not_start() -> None:
    app = start()
    app.router.routes.append(Mount("/files", WRITES(PlainTextResponse("done"))))
    with pytest.raises(UndeclaredRoute, match="/files writes but"):
        require_declarations(app)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_writing_route_does_not_answer_a_reading_method(method: str) -> None:
    router = APIRouter()
    router.add_api_route(
        "/v1/fixes",
        WRITES(lambda: "done"),
        methods=["POST", method],
        dependencies=TOKEN_NEEDED,
    )
    with pytest.raises(UndeclaredRoute, match="/v1/fixes writes but answers a reading method"):
        start(router)


def test_a_report_may_be_a_get_with_the_token_and_no_other_reading_method() -> None:
    reports = declared(DataClass.POSITION, Grade.PERSONAL, Action.REPORT)
    router = APIRouter()
    router.add_api_route(
        "/v1/report", reports(lambda: "done"), methods=["GET"], dependencies=TOKEN_NEEDED
    )
    start(router)
    for methods, dependencies in ((["HEAD"], TOKEN_NEEDED), (["GET"], [])):
        other = APIRouter()
        other.add_api_route(
            "/v1/report", reports(lambda: "done"), methods=methods, dependencies=dependencies
        )
        with pytest.raises(UndeclaredRoute, match="/v1/report writes but"):
            start(other)


def test_the_token_may_be_asked_by_the_route_its_router_or_a_dependency_of_a_dependency() -> None:
    of_route, of_router = APIRouter(), APIRouter(dependencies=TOKEN_NEEDED)
    of_route.add_api_route(
        "/a", WRITES(lambda: "done"), methods=["POST"], dependencies=TOKEN_NEEDED
    )
    of_router.add_api_route("/b", WRITES(lambda: "done"), methods=["POST"])

    def officer(_: None = Depends(require_write_token)) -> None: ...

    deep = APIRouter()
    deep.add_api_route(
        "/c", WRITES(lambda: "done"), methods=["POST"], dependencies=[Depends(officer)]
    )
    found = require_declarations(start(of_route, of_router, deep))
    assert {found[path].action for path in ("/a", "/b", "/c")} == {Action.WRITE}


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        TOKEN,
        f"Basic {TOKEN}",
        "Bearer 密".encode(),
    ],
)
def test_a_writing_request_without_the_right_token_is_forbidden(
    header: str | bytes | None,
) -> None:
    done: list[str] = []
    router = APIRouter()
    router.add_api_route(
        "/v1/fixes",
        WRITES(lambda: done.append("written")),
        methods=["POST"],
        dependencies=TOKEN_NEEDED,
    )
    client = TestClient(start(router))
    answer = client.post("/v1/fixes", headers={} if header is None else {"Authorization": header})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:shikong:problem:not-permitted"
    assert TOKEN not in answer.text
    assert done == []


def test_a_writing_request_with_the_token_passes() -> None:
    router = APIRouter()
    router.add_api_route(
        "/v1/fixes", WRITES(lambda: "written"), methods=["POST"], dependencies=TOKEN_NEEDED
    )
    answer = TestClient(start(router)).post(
        "/v1/fixes", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert (answer.status_code, answer.json()) == (200, "written")
