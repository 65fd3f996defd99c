"""A server makes as it starts what its first client would wait for."""

from __future__ import annotations

import pytest
import structlog
from fastapi import FastAPI, Request
from sqlalchemy import Engine

from deploy.application import build_application
from deploy.warming import FIRST_PATHS, warm, warming
from spatial.db import open_engine
from spatial.features.memory import memory_of


@pytest.fixture
def asked() -> list[str]:
    return []


def watched(engine: Engine, asked: list[str]) -> FastAPI:
    application = build_application(engine, write_token="unused", web_map=None)

    @application.middleware("http")
    async def _note(request: Request, call_next: object) -> object:
        assert callable(call_next)
        asked.append(request.url.path)
        return await call_next(request)

    return application


def test_what_a_client_asks_first_is_asked_beforehand(engine: Engine, asked: list[str]) -> None:
    assert memory_of(engine).told == {}
    with structlog.testing.capture_logs() as logs:
        warm(watched(engine, asked)).join()
    assert asked == list(FIRST_PATHS)
    assert memory_of(engine).told != {}
    assert [one for one in logs if one["log_level"] in ("warning", "error")] == []


def test_nothing_is_asked_after_the_end(engine: Engine, asked: list[str]) -> None:
    with warming(watched(engine, asked)):
        pass
    over = list(asked)
    assert over == list(FIRST_PATHS[: len(over)])
    assert len(over) < len(FIRST_PATHS)


def test_a_database_that_is_away_is_said_and_nothing_ends(asked: list[str]) -> None:
    engine = open_engine("postgresql+psycopg://nobody@127.0.0.1:9/none", pool=1)
    with structlog.testing.capture_logs() as logs:
        warm(watched(engine, asked)).join()
    assert asked == list(FIRST_PATHS)
    [told] = [one for one in logs if one["event"] == "a server could not be warmed"]
    assert (told["path"], told["status"]) == ("/ogc/collections", 503)
