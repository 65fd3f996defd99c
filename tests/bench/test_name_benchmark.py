"""Whether the benchmark of names asks what it says and finds what was meant, whatever the times."""

from __future__ import annotations

from datetime import date

import pytest
from registry_rows import store_registry
from sqlalchemy import Engine

from bench import name_search
from ingest.divisions.names.build import build_names
from spatial.divisions.names.search import search_names
from spatial.divisions.viewpoint import NOW
from spatial.errors import BadParameter

DAY = date(2024, 12, 31)


def test_names_are_asked_for_in_every_form_and_timed_both_ways(
    engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    store_registry(engine)
    build_names(engine)
    name_search.run(engine)
    said = capsys.readouterr().out
    for form in ("whole name", "name of the past", "pinyin with tones", "a wrong character"):
        assert f"| {form} |" in said
    assert "| all |" in said


def test_what_is_typed_leads_to_the_place_that_is_meant(engine: Engine) -> None:
    store_registry(engine)
    build_names(engine)
    with engine.connect() as connection:
        asked = list(name_search._questions(connection, DAY))
        hits = {
            question: search_names(
                connection, question.typed, day=DAY, looking=NOW, limit=name_search.FIRST
            )
            for question in asked
            if question.form in ("whole name", "without its generic part", "name of the past")
        }
    assert {"whole name", "pinyin", "name of the past"} <= {question.form for question in asked}
    for question, found in hits.items():
        assert question.place in {hit.place_id for hit in found}, question


def test_without_names_there_is_nothing_to_search(engine: Engine) -> None:
    with pytest.raises(BadParameter):
        name_search.run(engine)


@pytest.mark.parametrize(("percent", "expected"), [(50, 2.0), (95, 4.0), (100, 4.0)])
def test_a_percentile_is_one_of_the_values(percent: int, expected: float) -> None:
    assert name_search._percentile([4.0, 1.0, 3.0, 2.0], percent) == expected
