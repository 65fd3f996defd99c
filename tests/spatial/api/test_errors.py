"""Every failure leaves as one shape: RFC 9457 problem details."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, HTTPException, Query
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from structlog.testing import capture_logs

from spatial import errors
from spatial.access.declaration import DataClass, Grade, declared
from spatial.api.dependencies import Reading
from spatial.api.errors import STATUS_OF, TYPE_OF, kind_of
from spatial.db import open_engine

START_ONLY = {
    errors.UndeclaredRoute,
    errors.NotLoopback,
    errors.MissingSystemPackage,
    errors.ExportRefused,
    errors.MapIncomplete,
    errors.MapUnreadable,
}
"""Errors that end the start of the server or a command, and never a request."""

SECRET = "geheim-7"

ERROR_CLASSES = [
    found
    for _, found in inspect.getmembers(errors, inspect.isclass)
    if issubclass(found, errors.ShikongError) and found is not errors.ShikongError
]


def router() -> APIRouter:
    """Routes that fail in every way."""
    routes = APIRouter()
    open_route = declared(DataClass.PLATFORM, Grade.OPEN)

    @routes.get("/domain/{name}")
    @open_route
    def domain(name: str) -> None:
        raise getattr(errors, name)(f"the text of {name}")

    @routes.get("/narrower")
    @open_route
    def narrower() -> None:
        class NarrowerDate(errors.BadDate):
            """A kind of bad date that only some area knows."""

        raise NarrowerDate("narrow")

    @routes.get("/number")
    @open_route
    def number(value: Annotated[int, Query(ge=1)]) -> int:
        return value

    @routes.get("/database")
    @open_route
    def database(reading: Reading) -> int:
        return int(reading.execute(text("SELECT 1")).scalar_one())

    @routes.get("/unexpected")
    @open_route
    def unexpected() -> None:
        raise RuntimeError(f"SELECT {SECRET}")

    @routes.get("/statement")
    @open_route
    def statement(reading: Reading) -> None:
        reading.execute(text(f"SELECT '{SECRET}' FROM nowhere"))

    @routes.get("/interface")
    @open_route
    def interface() -> None:
        raise InterfaceError(SECRET, None, RuntimeError(SECRET))

    @routes.get("/pool")
    @open_route
    def pool() -> None:
        raise PoolTimeout(SECRET)

    @routes.get("/teapot")
    @open_route
    def teapot() -> None:
        raise HTTPException(429, "slowly", headers={"Retry-After": "7"})

    return routes


@pytest.fixture
def client(tmp_path: Path, client_of: Callable[..., TestClient]) -> TestClient:
    """A client of those routes; no database answers."""
    silent = open_engine(f"postgresql://officer:{SECRET}@/shikong?host={tmp_path}")
    return client_of(silent, router(), raise_server_exceptions=False)


def problem(answer: Any, status: int, kind: str, standard: str | None = None) -> dict[str, Any]:
    """The problem document, after a look at its shape (RFC 9457, section 3.1).

    standard: the type, where a standard names it.
    """
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["type"] == (standard or f"urn:shikong:problem:{kind}")
    assert document["status"] == status
    assert document["title"] == HTTPStatus(status).phrase
    assert isinstance(document["detail"], str)
    assert document["detail"]
    return document


@pytest.mark.parametrize("error", ERROR_CLASSES, ids=lambda error: error.__name__)
def test_every_domain_error_has_a_meaning_and_a_status(error: type[errors.ShikongError]) -> None:
    assert inspect.getdoc(error) != inspect.getdoc(errors.ShikongError)
    assert (error in STATUS_OF) != (error in START_ONLY)


def test_no_status_is_given_to_an_error_that_is_not_there() -> None:
    assert set(STATUS_OF) <= set(ERROR_CLASSES)


@pytest.mark.parametrize("error", list(STATUS_OF), ids=lambda error: error.__name__)
def test_a_domain_error_becomes_a_problem_with_its_text(
    client: TestClient, error: type[errors.ShikongError]
) -> None:
    answer = client.get(f"/domain/{error.__name__}")
    document = problem(answer, STATUS_OF[error], kind_of(error), TYPE_OF.get(error))
    assert document["detail"] == f"the text of {error.__name__}"


def test_a_kind_is_the_name_in_lower_case_with_hyphens() -> None:
    assert kind_of(errors.BeforeTheRecord) == "before-the-record"


def test_a_narrower_error_has_the_status_of_the_wider_one(client: TestClient) -> None:
    assert client.get("/narrower").status_code == STATUS_OF[errors.BadDate]


def test_an_unknown_route_is_a_problem_that_names_it(client: TestClient) -> None:
    document = problem(client.get("/v1/nothing?token=x"), 404, "not-found")
    assert document["detail"] == "there is no /v1/nothing"


def test_a_method_that_a_route_lacks_is_a_problem_with_those_it_has(client: TestClient) -> None:
    answer = client.post("/number?value=3")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"


@pytest.mark.parametrize("query", ["", "?value=zero", "?value=0"])
def test_a_parameter_that_does_not_validate_is_named(client: TestClient, query: str) -> None:
    document = problem(client.get(f"/number{query}"), 400, "bad-parameter")
    assert document["detail"].startswith("query.value: ")
    assert [fault["where"] for fault in document["faults"]] == ["query.value"]


@pytest.mark.parametrize("path", ["/database", "/interface", "/pool"])
def test_a_database_that_does_not_answer_is_503_without_its_address(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    problem(answer, 503, "database-unavailable")
    assert SECRET not in answer.text
    assert "officer" not in answer.text


def test_an_unexpected_error_is_500_without_its_text(client: TestClient) -> None:
    answer = client.get("/unexpected")
    problem(answer, 500, "internal")
    assert SECRET not in answer.text


def test_the_log_of_an_unexpected_error_names_the_place_and_no_values(client: TestClient) -> None:
    with capture_logs() as lines:
        client.get("/unexpected")
    [line] = lines
    assert (line["event"], line["error"]) == ("unexpected error", "RuntimeError")
    assert line["frames"][-1].endswith(" unexpected")
    assert SECRET not in str(line)
    assert "exc_info" not in line


def test_a_failed_statement_is_500_without_its_text(
    engine: Engine, client_of: Callable[..., TestClient]
) -> None:
    answer = client_of(engine, router(), raise_server_exceptions=False).get("/statement")
    problem(answer, 500, "internal")
    assert SECRET not in answer.text
    assert "nowhere" not in answer.text


def test_headers_of_an_http_error_are_kept(client: TestClient) -> None:
    answer = client.get("/teapot")
    assert problem(answer, 429, "too-many-requests")["detail"] == "slowly"
    assert answer.headers["retry-after"] == "7"


def test_health_says_503_while_the_database_is_away(client: TestClient) -> None:
    problem(client.get("/health"), 503, "health")


def test_health_says_200_when_it_answers(
    engine: Engine, client_of: Callable[..., TestClient]
) -> None:
    answer = client_of(engine).get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_head_answers_as_get_without_the_body(
    engine: Engine, client_of: Callable[..., TestClient]
) -> None:
    client = client_of(engine, router())
    get, head = client.get("/health"), client.head("/health")
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]
    missing = client.head("/v1/nothing")
    assert (missing.status_code, missing.content) == (404, b"")


def test_options_of_a_reading_route_changes_nothing_and_tells_its_methods(
    client: TestClient,
) -> None:
    answer = client.options("/number")
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "GET"
    assert "access-control-allow-origin" not in answer.headers


def test_the_api_description_is_served_and_names_no_outside_address(
    engine: Engine, client_of: Callable[..., TestClient]
) -> None:
    client = client_of(engine, router())
    assert "/number" in client.get("/openapi.json").json()["paths"]
    page = client.get("/docs").text
    assert "/docs-assets/swagger-ui-bundle.js" in page
    assert "http://" not in page
    assert "https://" not in page
