"""The chain of evidence over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from spatial.api import evidence
from spatial.boundaries.evidence.anchors import anchor_now, append_anchor
from spatial.boundaries.evidence.chain import chain_pending
from spatial.boundaries.evidence.files import FileStore, FolderPlace


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient], tmp_path: Path) -> TestClient:
    built = client_of(engine, evidence.router)
    built.app.state.file_store = FileStore(FolderPlace(tmp_path))  # type: ignore[attr-defined]
    built.app.state.anchors = tmp_path / "anchors.jsonl"  # type: ignore[attr-defined]
    return built


def grow(engine: Engine, count: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO boundary (number)"
                " SELECT 'of ' || n FROM generate_series(1, :count) AS n"
            ),
            {"count": count},
        )
        chain_pending(connection)


def test_the_state_of_an_empty_chain(client: TestClient) -> None:
    assert client.get("/v1/evidence/state").json() == {
        "length": 0,
        "head": None,
        "pending": 0,
        "last_anchor": None,
    }
    answer = client.get("/v1/evidence/verify").json()
    assert (answer["findings"], answer["next"]) == ([], None)


def test_the_state_names_the_last_link_and_anchor_r3_6(
    client: TestClient, engine: Engine, tmp_path: Path
) -> None:
    grow(engine, 2)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO boundary (number) VALUES ('new')"))
        anchor = anchor_now(connection, datetime(2026, 1, 2, tzinfo=UTC))
    assert anchor is not None
    append_anchor(tmp_path / "anchors.jsonl", anchor)
    told = client.get("/v1/evidence/state").json()
    assert (told["length"], told["pending"]) == (2, 1)
    assert told["head"]["link"] == anchor.link.hex() == told["last_anchor"]["link"]
    assert told["last_anchor"]["at"] == "2026-01-02T00:00:00Z"
    assert told["head"]["at"].endswith("Z")


def test_links_are_verified_page_by_page_r3_6(client: TestClient, engine: Engine) -> None:
    grow(engine, 25)
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE boundary SET number = 'x' WHERE number = 'of 12'"))
        connection.execute(text("DELETE FROM boundary WHERE number = 'of 25'"))
        connection.execute(text("INSERT INTO boundary (number) VALUES ('y')"))
    since, pages = 0, []
    while since is not None:
        answer = client.get(f"/v1/evidence/verify?since={since}&limit=10").json()
        pages.append([(one["what"], one["kind"], one["subject"]) for one in answer["findings"]])
        since = answer["next"]
    assert pages == [
        [],
        [("altered", "boundary", 12)],
        [("missing", "boundary", 25), ("inserted", "boundary", 26)],
    ]
    assert answer["counted"]["faults"] == 2
    assert "表 boundary 第 25 号" in answer["findings"][0]["sentence"]


@pytest.mark.parametrize(
    ("query", "status"), [("since=9", 404), ("since=-1", 400), ("limit=0", 400), ("limit=x", 400)]
)
def test_a_wrong_question_is_told(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/v1/evidence/verify?{query}").status_code == status


def test_a_server_without_a_store_says_so(
    engine: Engine, client_of: Callable[..., TestClient]
) -> None:
    answer = client_of(engine, evidence.router).get("/v1/evidence/verify")
    assert answer.status_code == 400
    assert "store of deposited files" in answer.json()["detail"]
