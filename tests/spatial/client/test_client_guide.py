"""The guide of the client says what happens. `--renew-guide` writes today's answers into it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from spatial.client import Shikong, ShikongError

GUIDE = Path(__file__).parents[3] / "docs" / "client.md"
_BLOCK = re.compile(r"```python\n(>>> .*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


def test_the_guide_shows_what_the_platform_answers(
    shikong: Shikong, request: pytest.FixtureRequest
) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    blocks = list(_BLOCK.finditer(guide))
    assert len(blocks) > 10
    told: list[tuple[str, str]] = []
    for block in blocks:
        source = block[1]
        told.append((source, "".join(_answers(source, names, shikong))))
    if request.config.getoption("--renew-guide", default=False):
        renewed = iter(told)
        GUIDE.write_text(_BLOCK.sub(lambda _: _written(*next(renewed)), guide), encoding="utf-8")
        return
    shown = [(block[1], block[2] or "") for block in blocks]
    assert shown == told


def _answers(source: str, names: dict[str, Any], shikong: Shikong) -> Iterator[str]:
    """What each statement of a block writes, as a notebook would."""
    code = "\n".join(line[4:] for line in source.splitlines())
    for statement in ast.parse(code).body:
        if "Shikong(" in ast.unparse(statement):
            names["shikong"] = shikong
            continue
        try:
            if isinstance(statement, ast.Expr):
                value = eval(compile(ast.Expression(statement.value), "guide", "eval"), names)
                yield f"{_shown(value)}\n"
            else:
                exec(compile(ast.Module([statement], []), "guide", "exec"), names)
        except ShikongError as error:
            yield f"{type(error).__name__}: {error}\n"


def _shown(value: Any) -> str:
    if isinstance(value, pd.DataFrame):
        with pd.option_context("display.width", 110, "display.max_columns", 12):
            return "\n".join(line.rstrip() for line in value.to_string(index=False).splitlines())
    return value if isinstance(value, str) else repr(value)


def _written(source: str, answer: str) -> str:
    block = f"```python\n{source}```\n"
    return f"{block}\n```text\n{answer}```\n" if answer else block
