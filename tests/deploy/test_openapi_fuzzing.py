"""Nothing that the OpenAPI document allows makes the server fail or answer what it does not say.

A fixed number of requests, the same in each run; `make fuzz ARGS=api` goes on with others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from openapi_fuzzing import Fuzzing, known_values
from sqlalchemy import Engine

from deploy.application import build_application
from deploy.cluster import Cluster
from spatial.db import open_engine

TOKEN = "fuzzing-token"
EXAMPLES = int(os.environ.get("SHIKONG_API_EXAMPLES", "12"))


@pytest.fixture(scope="module")
def fuzzing(cluster: Cluster, sample_database: Engine) -> Iterator[Fuzzing]:
    """The platform over a copy of the sample, for what it is asked writes to it."""
    name = f"fuzzing_{uuid4().hex[:8]}"
    sample_database.dispose()
    cluster.create_database(name, str(sample_database.url.database))
    engine = open_engine(cluster.url(name), pool=4)
    app = build_application(engine, write_token=TOKEN, web_map=None)
    with TestClient(app) as client:
        seed = None if "SHIKONG_API_EXAMPLES" in os.environ else 20_261_129
        yield Fuzzing(app, client, TOKEN, EXAMPLES, known_values(client), seed)
    cluster.drop_database(name)


def test_values_that_the_sample_has_are_found(fuzzing: Fuzzing) -> None:
    for parameter in ("code", "device", "number", "identifier", "collectionId"):
        assert fuzzing.known[parameter], parameter


def test_reading_the_standard_faces(fuzzing: Fuzzing) -> None:
    _none(fuzzing, ("/ogc",), ("GET",))


def test_reading_tiles(fuzzing: Fuzzing) -> None:
    _none(fuzzing, ("/tiles", "/public", "/wmts", "/{name}"), ("GET",))


def test_reading_what_the_platform_knows(fuzzing: Fuzzing) -> None:
    _none(fuzzing, ("/v1",), ("GET",))


def test_writing_and_asking_with_a_body(fuzzing: Fuzzing) -> None:
    _none(fuzzing, ("/",), ("POST", "PUT", "PATCH", "DELETE"))


def _none(fuzzing: Fuzzing, prefixes: tuple[str, ...], methods: tuple[str, ...]) -> None:
    faults = fuzzing.faults(
        lambda operation: (
            operation.path.startswith(prefixes) and operation.method.upper() in methods
        )
    )
    assert not faults, "\n".join(map(str, faults))
