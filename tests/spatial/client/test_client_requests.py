"""What the client tries again, what it does not, and what becomes of errors."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import pandas as pd
import pytest
from faulty_server import GONE, faulty_server, reply

from spatial.client import (
    BadRequest,
    Conflict,
    NotFound,
    NotPermitted,
    NotUnderstood,
    Patience,
    Shikong,
    ShikongError,
    Unavailable,
    Unreachable,
)
from spatial.client.asking import parameters, told
from spatial.client.service import Service

QUICK = Patience(timeout_s=5, attempts=3, pause_s=0.001)


def _problem(status: int, **more: object) -> bytes:
    document = {"type": "urn:shikong:problem:x", "title": "T", "status": status, "detail": "why"}
    return reply(
        f"{status} T",
        json.dumps(document | more).encode(),
        "Content-Type: application/problem+json",
    )


@pytest.mark.parametrize(
    "fault",
    [GONE, reply("503 Busy"), reply("200 OK", b'{"a": 1}', whole=False), reply("429 Slow down")],
    ids=["no answer", "503", "half a body", "429"],
)
def test_a_question_is_asked_again_until_it_is_answered(fault: bytes) -> None:
    with (
        faulty_server([fault, fault, reply("200 OK", b'{"content": "x"}')]) as server,
        Shikong(server.address, patience=QUICK) as shikong,
    ):
        assert shikong.about() == {"content": "x"}
        assert len(server.asked) == 3


def test_it_is_not_asked_for_ever() -> None:
    with (
        faulty_server([reply("503 Busy")] * 9) as server,
        Shikong(server.address, patience=QUICK) as shikong,
    ):
        with pytest.raises(Unavailable) as error:
            shikong.about()
        assert (error.value.status, len(server.asked)) == (503, 3)


def test_nobody_there_is_told_with_the_address() -> None:
    with (
        Shikong("http://127.0.0.1:9", patience=QUICK) as shikong,
        pytest.raises(Unreachable, match=r"127\.0\.0\.1:9 did not answer"),
    ):
        shikong.about()


def test_a_job_is_begun_once_though_its_answer_is_lost() -> None:
    with (
        faulty_server([GONE, reply("201 Created")]) as server,
        Shikong(server.address, patience=QUICK) as shikong,
    ):
        with pytest.raises(Unreachable):
            shikong.jobs.submit("harmonise", {})
        assert len(server.asked) == 1


def test_a_push_is_sent_again_with_the_same_key() -> None:
    with (
        faulty_server([GONE, reply("201 Created", b'{"stored": 1}')]) as server,
        Shikong(server.address, token="secret", patience=QUICK) as shikong,
    ):
        rows = pd.DataFrame({"key": ["1"], "day": [pd.Timestamp("2024-05-01")]})
        assert shikong.datasets.push_records("cases", rows)["stored"] == 1
        keys = {
            line
            for one in server.asked
            for line in one.split(b"\r\n")
            if line.lower().startswith(b"idempotency-key")
        }
        assert len(server.asked) == 2
        assert len(keys) == 1
        assert all(b"2024-05-01\n" in one for one in server.asked)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (422, BadRequest),
        (401, NotPermitted),
        (403, NotPermitted),
        (404, NotFound),
        (410, NotFound),
        (409, Conflict),
        (412, Conflict),
        (500, Unavailable),
    ],
)
def test_a_problem_is_raised_as_what_it_is_and_at_once(
    status: int, kind: type[ShikongError]
) -> None:
    faults = [{"where": "query.date", "what": "no date"}]
    with (
        faulty_server([_problem(status, faults=faults)] * 3) as server,
        Shikong(server.address, patience=QUICK) as shikong,
    ):
        with pytest.raises(kind) as error:
            shikong.about()
        told_of = (error.value.status, error.value.kind, error.value.detail)
        assert told_of == (status, "urn:shikong:problem:x", "why")
        assert error.value.faults == ({"where": "query.date", "what": "no date"},)
        assert len(server.asked) == 1


def test_what_is_no_json_is_not_understood() -> None:
    page = reply("200 OK", b"<html>", "Content-Type: text/html")
    with (
        faulty_server([page]) as server,
        Shikong(server.address, patience=QUICK) as shikong,
        pytest.raises(NotUnderstood, match="text/html"),
    ):
        shikong.about()


@pytest.mark.parametrize("as_instant", [False, True])
def test_the_pause_that_the_platform_wants_is_kept(as_instant: bool) -> None:
    slept: list[float] = []
    instant = datetime.now(UTC) + timedelta(seconds=20)
    later = format_datetime(instant, usegmt=True) if as_instant else "20"
    busy = reply("503 Busy", b"{}", "Content-Type: application/json", f"Retry-After: {later}")
    with faulty_server([busy, reply("200 OK", b"{}")]) as server:
        service = Service(server.address, token=None, patience=QUICK, sleep=slept.append)
        assert service.get("/v1/platform") == {}
        service.close()
    assert 10 < slept[0] <= 20


def test_pauses_grow_and_differ() -> None:
    slept: list[float] = []
    patience = Patience(attempts=6, pause_s=1)
    with faulty_server([reply("503 Busy")] * 6) as server:
        service = Service(server.address, token=None, patience=patience, sleep=slept.append)
        with pytest.raises(Unavailable):
            service.get("/v1/platform")
        service.close()
    assert all(2**n * 0.5 <= pause <= min(2**n * 1.5, 30) for n, pause in enumerate(slept))
    assert len(set(slept)) == 5


def test_the_token_goes_to_the_platform_alone_and_stands_in_no_text() -> None:
    with faulty_server([reply("200 OK")]) as other:
        leading = reply("302 Found", b"{}", f"Location: {other.address}/elsewhere")
        with (
            faulty_server([leading]) as server,
            Shikong(server.address, token="very secret", patience=QUICK) as shikong,
        ):
            assert shikong.about() == {}
            assert b"Bearer very secret" in server.asked[0]
            assert b"secret" not in other.asked[0]
            assert "secret" not in repr(shikong) + repr(vars(shikong)) + str(shikong.datasets)


def test_an_address_has_to_be_one_of_the_web() -> None:
    with pytest.raises(ValueError, match="http"):
        Shikong("ftp://127.0.0.1")


def test_days_and_instants_are_told_as_the_platform_reads_them() -> None:
    china = datetime.fromisoformat("2024-05-01T08:00:00+08:00")
    assert told(china) == "2024-05-01T00:00:00Z"
    assert told(date(1996, 7, 1)) == told(pd.Timestamp("1996-07-01")) == "1996-07-01"
    assert told(True) == "true"
    assert told([1, "a"]) == ["1", "a"]
    assert parameters({"from_": date(2024, 1, 1), "to": None}) == {"from": "2024-01-01"}


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        told(datetime(2024, 5, 1, 8, 30))  # noqa: DTZ001 (that is what is refused)
