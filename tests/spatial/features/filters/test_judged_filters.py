"""Filters at random against PostGIS: what is found is what a judge finds who knows no SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import pytest
from filter_trees import (
    THINGS,
    as_json,
    as_text,
    create_things,
    is_undefined,
    judged,
    made_things,
    trees,
)
from hypothesis import given, settings
from sqlalchemy import Connection, Engine, text

from spatial.features.filters.conditions import condition_of
from spatial.features.filters.cql2_json import parse_json
from spatial.features.filters.cql2_text import parse_text
from spatial.features.filters.source import Language, Source
from spatial.features.filters.tree import Node

ROWS = made_things(Random(11), 200)


@pytest.fixture(scope="module")
def connection(module_engine: Engine) -> Iterator[Connection]:
    with module_engine.connect() as opened:
        create_things(opened, ROWS)
        yield opened


def found(connection: Connection, written: str, language: Language) -> set[int]:
    condition = condition_of(THINGS, written, language)
    rows = connection.execute(
        text(f"SELECT f.id FROM thing AS f WHERE {condition.sql}"), dict(condition.values)
    )
    return set(rows.scalars())


@settings(max_examples=400)
@given(tree=trees)
def test_a_filter_finds_what_the_judge_finds(connection: Connection, tree: Node) -> None:
    undefined = {one.id for one in ROWS if is_undefined(tree, one)}
    expected = {one.id for one in ROWS if judged(tree, one)} - undefined
    assert found(connection, as_text(tree), Language.TEXT) - undefined == expected
    assert found(connection, json.dumps(as_json(tree)), Language.JSON) - undefined == expected


@given(tree=trees)
def test_both_encodings_of_a_filter_are_the_same_tree(tree: Node) -> None:
    assert parse_text(Source(as_text(tree))) == tree
    assert parse_json(Source(json.dumps(as_json(tree)), Language.JSON)) == tree
