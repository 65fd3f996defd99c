"""Progress: log lines where there is no terminal, a bar where there is one."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from spatial import progress
from spatial.progress import step


class Clock:
    """A clock that the test turns by hand, in seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    """The clock of the progress, standing still, and no terminal."""
    clock = Clock()
    monkeypatch.setattr(progress, "time", clock)
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    return clock


def test_without_a_terminal_a_line_every_five_seconds_says_how_far_it_is(clock: Clock) -> None:
    with capture_logs() as lines, step("reading fixes", 1000) as reading:
        for _ in range(20):
            clock.now += 1
            reading.advance(50)
    assert [line["done"] for line in lines] == [250, 500, 750, 1000]
    assert lines[0] == {
        "event": "reading fixes",
        "log_level": "info",
        "done": 250,
        "total": 1000,
        "per_second": 50,
    }


def test_a_step_that_is_soon_done_says_nothing(clock: Clock) -> None:
    with capture_logs() as lines, step("reading fixes", 10) as reading:
        clock.now += 4
        reading.advance(10)
    assert lines == []


def test_a_long_step_ends_with_a_line_that_says_all_is_done(clock: Clock) -> None:
    with capture_logs() as lines, step("reading fixes", 90) as reading:
        for _ in range(9):
            clock.now += 1
            reading.advance(10)
    assert [line["done"] for line in lines] == [50, 90]


def test_a_long_step_that_fails_does_not_say_that_it_is_done(clock: Clock) -> None:
    def fail() -> None:
        with step("reading fixes", 90) as reading:
            for _ in range(9):
                clock.now += 1
                reading.advance(10)
            raise ValueError("broken")

    with capture_logs() as lines, pytest.raises(ValueError, match="broken"):
        fail()
    assert [line["done"] for line in lines] == [50]


def test_a_total_that_nobody_knows_is_none(clock: Clock) -> None:
    with capture_logs() as lines, step("receiving") as receiving:
        clock.now += 6
        receiving.advance(3)
    assert [(line["done"], line["total"]) for line in lines] == [(3, None)]


@pytest.mark.parametrize("total", [40, None])
def test_on_a_terminal_a_bar_shows_the_title_and_the_count(
    total: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    with capture_logs() as lines, step("reading fixes", total) as reading:
        reading.advance(30)
        reading.advance(10)
    assert lines == []
    shown = terminal.getvalue()
    assert "reading fixes" in shown
    assert "40/40" in shown if total else "40/?" in shown
