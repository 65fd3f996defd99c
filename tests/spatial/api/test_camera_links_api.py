"""Links into the video platform: for one user, over after some minutes, every use kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from camera_rows import camera, number_of, store_cameras
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

import spatial.api.cameras
import spatial.cameras
from spatial.api.cameras import links, router
from tests.conftest import TOKEN

HEAD = {"Authorization": f"Bearer {TOKEN}"}
LIVE = "https://video.example/live?channel={id}&as={user}"
PLAYBACK = "rtsp://video.example/{id}?from={start}&to={end}"
BODY = {"user": "王 & 李", "purpose": "界线巡查"}


@pytest.fixture
def client(engine: Engine, client_of: Callable[..., TestClient]) -> TestClient:
    store_cameras(
        engine,
        camera(1, live_template=LIVE, playback_template=PLAYBACK),
        camera(2),
        camera(3, grade="敏感", live_template=LIVE),
        camera(4, live_template=LIVE, valid_to="2021-01-01"),
    )
    own = client_of(engine, router)
    own.follow_redirects = False
    return own


def made(client: TestClient, serial: int = 1, **said: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/cameras/{number_of(serial)}/links", json=BODY | said, headers=HEAD)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Has the routes think that it is another time."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return moment

    monkeypatch.setattr(links, "datetime", Clock)


def test_a_link_leads_to_the_video_platform_as_its_user_r7_4(client: TestClient) -> None:
    link = made(client)
    answer = client.get(link["href"])
    assert answer.status_code == 302
    assert answer.headers["location"] == (
        f"https://video.example/live?channel={number_of(1)}&as=%E7%8E%8B%20%26%20%E6%9D%8E"
    )
    assert (answer.headers["cache-control"], answer.content) == ("no-store", b"")


def test_a_playback_begins_and_ends_as_asked_r7_4(client: TestClient) -> None:
    link = made(client, kind="playback", **{"from": "2024-05-01T08:00:00+08:00"})
    assert client.get(link["href"]).headers["location"] == (
        f"rtsp://video.example/{number_of(1)}"
        "?from=2024-05-01T00%3A00%3A00Z&to=2024-05-01T00%3A10%3A00Z"
    )


def test_a_link_is_over_after_its_minutes_r7_4(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = made(client, minutes=10)
    over = datetime.fromisoformat(link["expires_at"])
    at(monkeypatch, over - timedelta(seconds=1))
    assert client.get(link["href"]).status_code == 302
    at(monkeypatch, over)
    answer = client.get(link["href"])
    assert (answer.status_code, "location" in answer.headers) == (410, False)
    assert answer.json()["type"] == "urn:shikong:problem:camera-link-over"


def test_a_link_that_was_changed_or_made_up_leads_nowhere_r7_4(client: TestClient) -> None:
    token = made(client)["token"]
    other = made(client, user="他人")["token"]
    wrong = "A" if token[-2] != "A" else "B"
    for forged in (
        token[:-2] + wrong + token[-1],
        f"{other.partition('-')[0]}-{token.partition('-')[2]}",
        "999-" + token.partition("-")[2],
        token + "A",
        "x",
        "1-" + "é" * 43,
    ):
        answer = client.get(f"/v1/cameras/links/{forged}")
        assert answer.status_code == 403, forged
        assert "location" not in answer.headers


def test_what_a_link_says_cannot_be_changed_behind_its_back_r7_4(
    client: TestClient, engine: Engine
) -> None:
    made(client)
    for statement in (
        "UPDATE camera_link SET user_name = 'x'",
        "DELETE FROM camera_link_use",
        "TRUNCATE camera_link CASCADE",
    ):
        with pytest.raises(IntegrityError), engine.begin() as connection:
            connection.execute(text(statement))


def test_a_link_may_be_taken_back_r7_4(client: TestClient) -> None:
    link = made(client)
    way = f"{link['href']}/withdrawal"
    assert client.post(way, json={"user": "李"}).status_code == 403
    for _ in range(2):
        assert client.post(way, json={"user": "李"}, headers=HEAD).status_code == 204
    assert client.get(link["href"]).status_code == 410
    answer = client.post("/v1/cameras/links/1-x/withdrawal", json={"user": "李"}, headers=HEAD)
    assert answer.status_code == 403


def test_every_link_and_every_opening_is_kept_r7_4(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = made(client, minutes=1)
    client.get(link["href"])
    client.get(link["href"][:-3] + "AAA")
    at(monkeypatch, datetime.now(UTC) + timedelta(minutes=2))
    client.get(link["href"])
    [kept] = client.get(f"/v1/cameras/{number_of(1)}/links").json()["links"]
    assert (kept["user"], kept["purpose"], kept["kind"]) == ("王 & 李", "界线巡查", "live")
    assert [one["outcome"] for one in kept["openings"]] == ["opened", "forged", "expired"]
    assert "token" not in kept


def test_what_no_link_is_made_for_r7_4(client: TestClient) -> None:
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    cases: list[tuple[int, dict[str, Any], int]] = [
        (2, {}, 409),
        (3, {}, 404),
        (4, {}, 404),
        (9, {}, 404),
        (1, {"user": " "}, 400),
        (1, {"user": "\0"}, 400),
        (1, {"purpose": ""}, 400),
        (1, {"minutes": 31}, 400),
        (1, {"minutes": 0}, 400),
        (1, {"from": "2024-05-01"}, 400),
        (1, {"kind": "playback"}, 400),
        (1, {"kind": "playback", "from": later}, 400),
        (1, {"kind": "playback", "from": "2024-05-01", "to": "2024-05-01"}, 400),
        (1, {"kind": "playback", "from": "2024-05-01", "to": "2024-05-03"}, 400),
        (1, {"kind": "download"}, 400),
        (1, {"template": "https://evil.example/{id}"}, 400),
    ]
    for serial, said, status in cases:
        answer = client.post(
            f"/v1/cameras/{number_of(serial)}/links", json=BODY | said, headers=HEAD
        )
        assert answer.status_code == status, (serial, said, answer.text)
    assert client.post(f"/v1/cameras/{number_of(1)}/links", json=BODY).status_code == 403


def test_a_camera_that_became_sensitive_is_not_opened_any_more_r7_4(
    client: TestClient, engine: Engine
) -> None:
    link = made(client)
    store_cameras(engine, camera(1, live_template=LIVE, grade="敏感"))
    assert client.get(link["href"]).status_code == 404


def test_templates_and_hosts_of_the_platform_count_r7_4(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIKONG_CAMERA_LIVE_TEMPLATE", "https://all.example/{id}")
    assert client.get(made(client, 2)["href"]).headers["location"] == (
        f"https://all.example/{number_of(2)}"
    )
    monkeypatch.setenv("SHIKONG_CAMERA_HOSTS", "all.example")
    answer = client.post(f"/v1/cameras/{number_of(1)}/links", json=BODY, headers=HEAD)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:shikong:problem:bad-link-template"


def test_no_route_of_cameras_hands_out_or_fetches_video_r7_5(client: TestClient) -> None:
    document = client.app.openapi()  # type: ignore[attr-defined]
    paths = [path for path in document["paths"] if path.startswith("/v1/cameras")]
    assert len(paths) == 11
    kinds = {
        kind
        for operations in (document["paths"][path] for path in paths)
        for operation in operations.values()
        for answer in operation["responses"].values()
        for kind in answer.get("content", {})
    }
    assert kinds <= {"application/json", "text/csv", "application/problem+json"}
    link = made(client)
    for path in paths:
        if "{token}" in path:
            path = link["href"]
        answer = client.get(path.replace("{number}", number_of(1)).replace("{line}", "1"))
        assert not answer.headers.get("content-type", "").startswith(("video/", "application/vnd"))
        assert len(answer.content) < 100_000


def test_nothing_of_cameras_opens_a_connection_of_its_own_r7_5() -> None:
    """No client of HTTP, RTSP or sockets is imported where cameras are dealt with."""
    for package in (spatial.cameras, spatial.api.cameras):
        for file in Path(package.__path__[0]).glob("*.py"):
            source = file.read_text(encoding="utf-8")
            for client in (
                "httpx",
                "requests",
                "urllib.request",
                "http.client",
                "socket",
                "aiohttp",
            ):
                assert f"import {client}" not in source, file
                assert f"from {client}" not in source, file
