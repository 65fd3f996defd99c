"""The live stream over a real server, and what its hub holds for slow followers."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from fence_rows import fence_of_square
from fix_rows import store_track
from live_server import listening, serving
from sqlalchemy import Engine, event, text

from spatial.api import live_hub, live_positions
from spatial.api.app import create_app
from spatial.api.live_hub import Follower, LiveHub
from spatial.api.settings import MapSettings
from spatial.errors import TooManyFollowers
from spatial.locations.geofence_work import FenceWork
from spatial.locations.live import Choice, LiveFix, News, choice_of, news_since

pytestmark = pytest.mark.usefixtures("alone_in_the_cluster")

T0 = datetime(2024, 5, 1, 1, tzinfo=UTC)


def row(minute: float, lon: float) -> tuple[str, float, float]:
    return ((T0 + timedelta(minutes=minute)).isoformat(), lon, 39.02)


@pytest.fixture
def app(engine: Engine) -> FastAPI:
    return create_app(
        engine, [live_positions.router], write_token="unused", map_settings=MapSettings()
    )


@pytest.fixture
def address(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(live_hub, "LOOK_S", 0.05)
    with serving(app) as at:
        yield at


def test_a_follower_gets_the_latest_at_once_and_then_each_newer_one(
    engine: Engine, address: str
) -> None:
    store_track(engine, "car", [row(0, 116.1)])
    store_track(engine, "other", [row(0, 116.1)])
    with listening(address, "/v1/positions/live?device=car") as stream:
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["cache-control"] == "no-store"
        assert stream.response.headers["x-accel-buffering"] == "no"
        first = stream.heard()
        assert (first.kind, first.content) == (
            "position",
            {
                "device": "car",
                "device_class": "patrol",
                "time": "2024-05-01T01:00:00Z",
                "lon": 116.1,
                "lat": 39.02,
                "speed_kmh": None,
                "course": None,
            },
        )
        store_track(engine, "other", [row(1, 116.2)])
        # A late fix is no newer one.
        store_track(engine, "car", [row(-5, 116.3)])
        store_track(engine, "car", [row(2, 116.4)])
        assert stream.heard().content["lon"] == 116.4


def test_last_event_id_goes_on_where_it_ended(engine: Engine, address: str) -> None:
    for name in ("a", "b"):
        store_track(engine, name, [row(0, 116.1)])
    path = "/v1/positions/live?class=patrol"
    with listening(address, path) as stream:
        both = [stream.heard(), stream.heard()]
        assert [one.content["device"] for one in both] == ["a", "b"]
        # Only the last one of what came together says up to where.
        assert both[0].id is None
        last = stream.last_id
    assert last is not None
    store_track(engine, "b", [row(1, 116.2)])
    store_track(engine, "c", [row(1, 116.3)])
    with listening(address, path, **{"Last-Event-ID": last}) as stream:
        assert [stream.heard().content["device"] for _ in range(2)] == ["b", "c"]
    for strange in ("yesterday", "-1", "9" * 18, "9" * 19):
        with listening(address, path, **{"Last-Event-ID": strange}) as stream:
            assert stream.heard().content["device"] == "a"


def test_events_of_geofences_come_as_they_are_computed_and_withdrawn(
    engine: Engine, address: str
) -> None:
    store_track(engine, "band", [row(0, 115.99)], device_class="personal")
    store_track(engine, "car", [row(0, 115.99)])
    fence = fence_of_square(engine, T0, "band")
    other = fence_of_square(engine, T0, device_class="personal")
    work = FenceWork(engine)
    work.all()
    with listening(address, f"/v1/positions/live?fence={fence}") as stream:
        assert stream.heard().content["device"] == "band"
        store_track(engine, "car", [row(1, 116.01)])
        store_track(engine, "band", [row(4, 116.01)], device_class="personal")
        assert stream.heard().content["lon"] == 116.01
        work.all()
        entered = stream.heard()
        assert entered.kind == "geofence"
        assert entered.content["geofence"] == fence
        assert (entered.content["kind"], entered.content["at"], entered.content["withdrawn"]) == (
            "enter",
            "2024-05-01T01:02:00Z",
            None,
        )
        store_track(engine, "band", [row(2, 115.99)], device_class="personal")
        work.all()
        told = [stream.heard().content for _ in range(2)]
        again = {one["kind"] + one["at"]: one["withdrawn"] is not None for one in told}
        assert again == {"enter2024-05-01T01:02:00Z": True, "enter2024-05-01T01:03:00Z": False}
        last = stream.last_id
    # Without a fence: of all fences about the device.
    assert last is not None
    store_track(engine, "band", [row(6, 115.99)], device_class="personal")
    work.all()
    with listening(
        address, "/v1/positions/live?class=personal", **{"Last-Event-ID": last}
    ) as stream:
        seen = [stream.heard() for _ in range(3)]
        assert [one.content.get("geofence") for one in seen] == [None, fence, other]
        assert {one.content["kind"] for one in seen[1:]} == {"leave"}


def test_a_device_that_is_entered_later_is_followed_by_its_class(
    engine: Engine, address: str
) -> None:
    with listening(address, "/v1/positions/live?class=marker") as stream:
        store_track(engine, "post", [row(0, 116.1)], device_class="marker")
        assert stream.heard().content["device"] == "post"


def test_a_line_on_which_nothing_comes_is_kept_open(
    engine: Engine, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_positions, "HEARTBEAT_S", 0.05)
    store_track(engine, "car", [row(0, 116.1)])
    with listening(address, "/v1/positions/live?device=car") as stream:
        stream.heard()
        time.sleep(0.3)
        store_track(engine, "car", [row(1, 116.1)])
        stream.heard()
        assert stream.comments[0] == ": 时空 positions"
        assert stream.comments.count(": still here") >= 2


def test_many_followers_share_one_look_and_nobody_looks_when_they_have_gone(
    engine: Engine, app: FastAPI, address: str
) -> None:
    store_track(engine, "car", [row(0, 116.1)])
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        if "device_latest AS latest" in statement:
            asked.append(statement)

    path = "/v1/positions/live?device=car"
    with (
        listening(address, path) as one,
        listening(address, path) as two,
        listening(address, path) as three,
    ):
        for stream in (one, two, three):
            stream.heard()
        event.listen(engine, "before_cursor_execute", note)
        time.sleep(0.5)
        # One each 0.05 s, not three.
        assert 1 <= len(asked) <= 11
        event.remove(engine, "before_cursor_execute", note)
    hub = app.state.live_hub[1]
    deadline = time.monotonic() + 10
    while hub._followers and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not hub._followers
    assert hub._looking is None


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("", 400, "bad-parameter"),
        ("?device=nobody", 404, "unknown-device"),
        ("?device=%00", 404, "unknown-device"),
        ("?fence=7", 404, "unknown-geofence"),
        ("?fence=0", 400, "bad-parameter"),
        ("?fence=99999999999999999999", 400, "bad-parameter"),
        ("?class=plane", 400, "bad-parameter"),
    ],
)
def test_a_stream_of_nothing_is_a_problem(address: str, query: str, status: int, kind: str) -> None:
    answer = httpx.get(f"{address}/v1/positions/live{query}", trust_env=False)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:shikong:problem:{kind}"


def test_the_head_alone_ends(address: str) -> None:
    answer = httpx.head(f"{address}/v1/positions/live?class=patrol", trust_env=False, timeout=5)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")


def in_a_loop(work: Callable[[], Coroutine[object, object, None]]) -> None:
    """Runs it in an event loop of a thread of its own."""
    errors: list[BaseException] = []

    def run() -> None:
        try:
            asyncio.run(work())
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(60)
    assert not thread.is_alive()
    if errors:
        raise errors[0]


def fix(device: int, minute: int) -> LiveFix:
    at = T0 + timedelta(minutes=minute)
    return LiveFix(device, f"d{device}", "patrol", (), 116.0, 39.0, at, minute, None, None)


def test_who_reads_slowly_gets_the_newest_state_and_takes_no_more_memory() -> None:
    async def work() -> None:
        follower = Follower(Choice(classes=frozenset({"patrol"})))
        for minute in range(1000):
            follower.hear(News([fix(device, minute) for device in (1, 2)], [], minute))
        fixes, events, lost = follower.take()
        assert [(one.device_id, one.fix_key) for one in fixes] == [(1, 999), (2, 999)]
        assert (events, lost) == ([], 0)
        follower.hear(News([fix(1, 999)], [], 1000))
        assert follower.take() == ([], [], 0)

    in_a_loop(work)


def test_of_too_many_events_the_oldest_are_counted_as_lost(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "EVENTS_HELD", 3)
    store_track(engine, "car", [row(0, 115.99)])
    fence = fence_of_square(engine, T0, "car")
    with engine.connect() as connection:
        choice = choice_of(connection, None, None, [fence])
    begin = news_since(engine, choice, None)
    store_track(engine, "car", [row(2 * n, 116.01 if n % 2 else 115.99) for n in range(1, 8)])
    FenceWork(engine).all()
    news = news_since(engine, choice, begin.state)
    assert len(news.events) == 7

    async def work() -> None:
        follower = Follower(choice)
        follower.hear(begin)
        follower.hear(news)
        # What comes again is not told again.
        follower.hear(news)
        _, events, lost = follower.take()
        assert [one.stored.kind for one in events] == ["enter", "leave", "enter"]
        assert lost == 4
        [*_, last] = live_positions._pieces(_told(choice, begin, news))
        assert 'event: lost\ndata: {"events": 4}' in last
        assert last.count("id: ") == 1

    in_a_loop(work)


def _told(choice: Choice, *news: News) -> Follower:
    follower = Follower(choice)
    for one in news:
        follower.hear(one)
    return follower


def test_what_a_slow_transaction_wrote_is_not_missed(engine: Engine) -> None:
    """It began before the state that was told, and ended after it."""
    store_track(engine, "car", [row(0, 116.1)])
    with engine.connect() as connection:
        choice = choice_of(connection, ["car"], None, None)
    with engine.begin() as slow:
        slow.execute(text("UPDATE device_latest SET fix_key = 1, lon_e7 = 1"))
        with engine.begin() as other:
            other.execute(text("UPDATE device SET source = 'another'"))
        seen = news_since(engine, choice, None)
        assert [one.lon for one in seen.fixes] == [116.1]
    later = news_since(engine, choice, seen.state)
    assert [one.fix_key for one in later.fixes] == [1]


def test_there_is_room_for_so_many(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_hub, "FOLLOWERS_MOST", 1)

    async def work() -> None:
        hub = LiveHub(engine)
        hub.require_room()
        with hub.following(Follower(Choice())), pytest.raises(TooManyFollowers):
            hub.require_room()
        hub.require_room()

    in_a_loop(work)
