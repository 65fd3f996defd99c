"""Every requirement of the areas that stand is carried by the name of a test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
REQUIRED = {
    f"R{section}.{number}"
    for section, last in (
        *((1, 11), (2, 10), (3, 11), (4, 10), (5, 8), (6, 6), (7, 5), (8, 6), (10, 8)),
    )
    for number in range(1, last + 1)
}


def _carried(source: str) -> set[str]:
    names = (
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
    )
    return {
        f"R{section}.{number}"
        for name in names
        for section, number in re.findall(r"_r(\d+)_(\d+)(?=_|$)", name)
    }


def test_every_requirement_is_in_the_name_of_a_test() -> None:
    carried: set[str] = set()
    for file in TESTS.rglob("test_*.py"):
        carried |= _carried(file.read_text(encoding="utf-8"))
    assert sorted(REQUIRED - carried) == []


def test_a_number_in_a_longer_one_does_not_count() -> None:
    assert _carried("def test_r1_10_functional_areas(): ...") == {"R1.10"}
    assert _carried("def test_functional_areas_r1_10(): ...") == {"R1.10"}


def test_a_name_may_carry_several() -> None:
    assert _carried("def test_refusals_r4_3_r4_4(): ...") == {"R4.3", "R4.4"}
