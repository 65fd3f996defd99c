"""Lines behind a key that nobody has judged yet: bounded, and none of them gets lost."""

from __future__ import annotations

from fuzz.partner import NOW_US
from ingest.beidou.gateway.arrivals import Arrival, Outcome, What
from ingest.beidou.gateway.sentences_session import (
    SentencesSession,
    ShortMessageReader,
    sentence_of,
)

KEY = sentence_of("PSHKG,box-1,0123456789abcdef")
POSITION = sentence_of("GNRMC,015900.50,A,3954.0000,N,11630.0000,E,10.0,90.0,010524,,,A")


def session_with(put: list[Arrival]) -> SentencesSession:
    return SentencesSession(
        "test",
        ShortMessageReader(),
        put=put.append,
        send=lambda _: None,
        must_authenticate=True,
        clock_us=lambda: NOW_US,
    )


def test_lines_before_the_decision_are_bounded_and_the_rest_is_refused_and_counted() -> None:
    put: list[Arrival] = []
    session = session_with(put)
    session.take(KEY)
    for _ in range(10_000):
        session.take(POSITION)
    # What is handed over counts as unanswered, so that the connection is not read any more.
    [decision, *refused] = put
    assert decision.what is What.AUTHENTICATION
    assert {one.what for one in refused} == {What.REFUSED}
    assert 6_000 < len(refused) < 8_000
    assert {one.payload for one in refused} == {POSITION.strip()}
    assert not session.is_hopeless
    put.clear()
    session.answer(decision, Outcome.STORED)
    session.finish()
    told = sum(one.payload.count(b"GNRMC") for one in put if one.what is What.DATA)
    assert told == 10_000 - len(refused)


def test_lines_that_waited_when_the_connection_ended_are_kept() -> None:
    put: list[Arrival] = []
    session = session_with(put)
    session.take(KEY + 3 * POSITION)
    session.finish()
    kept = [one for one in put if one.what is What.REFUSED]
    assert [one.payload for one in kept] == 3 * [POSITION.strip()]
    assert {one.reason for one in kept} == {
        "the connection ended before it was decided who sends this"
    }
