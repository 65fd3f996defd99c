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


@pytest.mark.parametrize(
    ("value", "status"),
    [
        # pypgstac writes JSON for the whole process in a way that fails at long integers.
        ("14085792157653210230685696", 200),
        ('"\\u0000"', 200),
        ('"\\ud800"', 400),
        ('{"\\ud800": 1}', 400),
        ("NaN", 400),
        ("[-Infinity]", 400),
        ("1e400", 400),
    ],
)
def test_json_that_cannot_be_written_again_is_refused(
    fuzzing: Fuzzing, value: str, status: int
) -> None:
    answer = fuzzing.client.post(
        "/v1/operators/translate",
        content=f'{{"rows": [{{"code": "110000", "note": {value}}}]}}',
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_name_in_a_body_that_is_no_text_is_refused(fuzzing: Fuzzing) -> None:
    answer = fuzzing.client.post(
        "/v1/positions/within",
        content='{"\\ud800": 1}',
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 400


def test_a_text_with_the_sign_nul_is_refused(fuzzing: Fuzzing) -> None:
    answer = fuzzing.client.post(
        "/v1/name-filings",
        json={"kind": "naming", "category": "street", "standard_name": "河\u0000"},
        headers={"authorization": f"Bearer {TOKEN}"},
    )
    assert answer.status_code == 400


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
