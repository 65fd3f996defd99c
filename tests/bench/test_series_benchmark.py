"""The benchmark of series: every way answers, and every row is printed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import Engine

from bench import series


def test_every_way_of_asking_is_measured(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("COUNTIES", 3), ("ROUNDS", 2), ("WARM", 1), ("FIRST", date(2008, 1, 1))):
        monkeypatch.setattr(series, name, value)
    series.measure(engine)
    printed = capsys.readouterr().out
    ways = re.findall(r"^\| (\S[^|]*) \| [\d.]+ \| ", printed, re.MULTILINE)
    assert ways[:2] == ["plain: the statement and its rows as JSON", "function: stock"]
    assert sum(way.startswith("application over HTTP") for way in ways) == 3
    assert sum(way.startswith("ours as") for way in ways) == 6
    assert "3 divisions, 468 values in one question" in printed
    assert re.search(r"\| deviation from the season \(STL\) \| [\d.]+ \| \d+ \|", printed)
