"""The text encoding read by us and by `cql2` of Development Seed: the same tree."""

from __future__ import annotations

import json
from typing import Any

import cql2
import pytest
from filter_trees import as_json, as_text, trees
from hypothesis import given

from spatial.features.filters.cql2_text import parse_text
from spatial.features.filters.source import Source
from spatial.features.filters.tree import Call, Literal, Name, Node


def normal(document: Any) -> Any:
    """With all numbers as floats, lists for tuples, `a AND (b AND c)` as one operation, and the
    names of operations in small letters: what of these two readers is the same.
    """
    if isinstance(document, dict):
        same = {name: normal(value) for name, value in document.items()}
        if "op" in same:
            same["op"] = same["op"].lower()
        if same.get("op") in ("and", "or"):
            same["args"] = [part for one in same["args"] for part in _parts(one, same["op"])]
        return same
    if isinstance(document, list | tuple):
        return [normal(one) for one in document]
    if isinstance(document, int) and not isinstance(document, bool):
        return float(document)
    return document


def _parts(document: Any, op: str) -> list[Any]:
    chained = isinstance(document, dict) and document.get("op") == op
    return list(document["args"]) if chained else [document]


def extends(tree: Node) -> bool:
    """Whether the tree has what we take beyond the standard: BETWEEN of days and instants."""
    if not isinstance(tree, Call):
        return False
    if tree.op == "between" and not all(is_number(one) for one in tree.args):
        return True
    return any(extends(one) for one in tree.args)


def is_number(node: Node) -> bool:
    if isinstance(node, Name):
        return node.name in ("beds", "area")
    return isinstance(node, Call | Literal)


@given(tree=trees)
def test_another_reader_of_cql2_reads_the_same_tree_and_finds_it_valid(tree: Node) -> None:
    read = cql2.parse_text(as_text(tree))
    assert normal(read.to_json()) == normal(as_json(tree))
    if not extends(tree):
        cql2.parse_json(json.dumps(as_json(tree))).validate()


@pytest.mark.parametrize(
    "written",
    [
        "NOT a = 1 OR b = 2 AND c = 3",
        "a = 1 OR b = 2 AND NOT c = 3 OR d = 4",
        "a + 2 * b - c / 4 > -d",
        "a NOT LIKE '北%' AND b NOT IN (1, 2) AND c NOT BETWEEN 1 AND 2 AND d IS NOT NULL",
        "CASEI(ACCENTI(a)) LIKE CASEI('É%')",
        "T_DURING(INTERVAL(a, b), INTERVAL('2017-06-10', '..'))",
        "S_CROSSES(LINESTRING(1 2, 3 4), POLYGON((0 0, 4 0, 4 4, 0 0)))",
        "S_WITHIN(g, MULTIPOLYGON(((0 0, 4 0, 4 4, 0 0)), ((9 9, 8 9, 8 8, 9 9))))",
        "S_WITHIN(g, GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(3 4, 5 6)))",
        "s_intersects(g, bbox(170, -10, -170, 10)) and \"日期\" > date('2020-01-01')",
        "a % 2 = 1 AND a div 2 = 3 AND (a + 1) * 2 = 4",
    ],
)
def test_other_sentences_are_read_the_same(written: str) -> None:
    assert normal(cql2.parse_text(written).to_json()) == normal(
        as_json(parse_text(Source(written)))
    )
