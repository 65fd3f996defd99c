"""Fixtures of clients that we did not write: the sample on a real server that notes what it is
asked.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from watched_server import Watched, watched_server


@pytest.fixture(scope="session")
def sample_server(sample_database: Engine) -> Iterator[Watched]:
    """The whole platform over the whole fictional sample. Not to be written to."""
    with watched_server(sample_database) as server:
        yield server


@pytest.fixture
def server(sample_server: Watched, monkeypatch: pytest.MonkeyPatch) -> Watched:
    """The same, with nothing noted yet; clients of this process ask it without a proxy."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    sample_server.forget()
    return sample_server
