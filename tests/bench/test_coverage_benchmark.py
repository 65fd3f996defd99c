"""The benchmark of coverage: both ways walk the same line, and every row is printed."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine

from bench import coverage


def test_ours_and_the_plain_way_find_the_same_shares(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("DAYS", 2), ("PLAIN_DAYS", (1,)), ("ROUNDS", 1), ("DEVICES", 12)):
        monkeypatch.setattr(coverage, name, value)
    coverage.measure(engine, 24_000)
    said = capsys.readouterr()
    printed = said.out + said.err
    shares = [
        [float(share) for share in row]
        for row in re.findall(
            r"\| 1 \| (?:ours|plain: a buffer a side) \| ([\d.]+)% \| ([\d.]+)% \| ([\d.]+)% ",
            printed,
        )
    ]
    assert len(shares) == 2
    assert shares[0] == pytest.approx(shares[1], abs=0.3)
    assert 1 < shares[0][0] < 100
    assert re.search(r"\| 30 \| 150 \| 24,000 \| [\d.]+% \| [\d.]+% \| \d+\.\d\d \|", printed)
