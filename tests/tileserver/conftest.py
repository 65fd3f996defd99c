from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from tile_builders import build_three_counties, tile_client

from deploy.cluster import Cluster
from spatial.db import open_engine


@pytest.fixture
def three_counties(engine: Engine) -> Engine:
    """A database of the test's own with the little country of tile_builders."""
    with engine.begin() as connection:
        build_three_counties(connection)
    return engine


@pytest.fixture(scope="session")
def country(cluster: Cluster, template: str) -> Iterator[Engine]:
    """The same little country, shared by the tests that only read. Not to be written to."""
    name = f"country_{uuid4().hex[:8]}"
    cluster.create_database(name, template)
    own = open_engine(cluster.url(name), pool=4)
    with own.begin() as connection:
        build_three_counties(connection)
    yield own
    own.dispose()
    cluster.drop_database(name)


@pytest.fixture
def client(country: Engine) -> TestClient:
    """A client of a fresh server over the shared country."""
    return tile_client(country)
