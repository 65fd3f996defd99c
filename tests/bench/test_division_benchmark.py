"""The benchmark of lists measures the same answers both ways."""

from __future__ import annotations

import pytest
from registry_rows import store_registry
from sqlalchemy import Engine

from bench import divisions
from spatial.errors import BeforeTheRecord


def test_lists_of_provinces_are_timed_both_ways(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    store_registry(engine)
    divisions.run(engine)
    said = capsys.readouterr().out
    assert "list of a province, 16 questions" in said
    assert "| ours |" in said
    assert "| plain |" in said


def test_without_lists_there_is_nothing_to_time(engine: Engine) -> None:
    with pytest.raises(BeforeTheRecord):
        divisions.run(engine)
