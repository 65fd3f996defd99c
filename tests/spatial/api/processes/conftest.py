"""A server with the processes and a worker, for the tests of one file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from job_workers import working
from sqlalchemy import Engine

import spatial.api.business
import spatial.api.processes
import spatial.api.standard.routes
from spatial.api.app import create_app
from spatial.api.processes.face import PROCESSES_FACE
from spatial.api.settings import MapSettings

ROUTERS = (
    spatial.api.processes.router,
    spatial.api.standard.routes.router,
    spatial.api.business.router,
)


def application_of(engine: Engine) -> FastAPI:
    """The application with the processes over a database."""
    return create_app(
        engine,
        ROUTERS,
        write_token="test-token",
        map_settings=MapSettings(),
        standard_faces=(PROCESSES_FACE,),
    )


@pytest.fixture(scope="module")
def application(module_engine: Engine) -> Iterator[FastAPI]:
    """The application, with a worker beside it."""
    with working(module_engine):
        yield application_of(module_engine)


@pytest.fixture(scope="module")
def client(application: FastAPI) -> TestClient:
    """A client of it."""
    return TestClient(application)
