"""The client before the platform with its whole sample, over a real socket."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from job_workers import working
from live_server import serving
from sqlalchemy import Engine

from deploy.application import build_application
from spatial.client import Shikong


@pytest.fixture(scope="package")
def shikong(sample_database: Engine) -> Iterator[Shikong]:
    application = build_application(sample_database, write_token="of the client", web_map=None)
    with (
        working(sample_database),
        serving(application) as address,
        Shikong(address, token="of the client") as client,
    ):
        yield client


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew-guide",
        action="store_true",
        help="write today's answers into docs/client.md in place of what is shown; read the diff",
    )
