"""The worked examples of docs/examples answer what they show (R8.1).

`pytest tests/examples --renew-examples` writes the answers of today into them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from worked_examples import (
    GAP,
    Example,
    as_shown,
    differences,
    examples_of,
    http_call,
    renewed,
    shown_json,
)

from deploy.application import ROUTERS
from spatial.business.answering.answer import Answer
from spatial.business.declarations.model import LINES

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
EXAMPLES = [example for file in sorted(FOLDER.glob("*.md")) for example in examples_of(file)]


@pytest.fixture(scope="module")
def client(sample_database: Engine) -> TestClient:
    from spatial.api.app import create_app
    from spatial.api.settings import MapSettings

    app = create_app(
        sample_database, ROUTERS, write_token="of the examples", map_settings=MapSettings()
    )
    return TestClient(app)


@pytest.fixture
def answered(client: TestClient, sample_database: Engine) -> Callable[[Example], Any]:
    """What the application answers to an example: JSON, or the rows of a table."""

    def ask(example: Example) -> Any:
        if example.language == "python":
            return _by_python(sample_database, example)
        text = example.call
        if example.goes_on:
            before = EXAMPLES[EXAMPLES.index(example) - 1]
            text = text.replace("{id}", ask(before)["id"])
        call = http_call(text)
        headers = {} if call.body is None else {"Content-Type": "application/json"}
        answer = client.request(call.method, call.address, content=call.body, headers=headers)
        assert answer.status_code == example.status, answer.text
        return answer.json() if example.form == "json" else _table(answer.text)

    return ask


def _by_python(engine: Engine, example: Example) -> Any:
    with engine.connect() as connection:
        names: dict[str, Any] = {"connection": connection}
        exec(compile(example.call, example.title, "exec"), names)
        answer = names["answer"]
        return json.loads(json.dumps(answer.as_json() if isinstance(answer, Answer) else answer))


def _table(text: str) -> list[Any]:
    return [row if row != [GAP] else GAP for row in csv.reader(io.StringIO(text.lstrip("\ufeff")))]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.title)
def test_an_example_answers_what_it_shows_r8_1(
    example: Example, answered: Callable[[Example], Any], request: pytest.FixtureRequest
) -> None:
    actual = answered(example)
    if request.config.getoption("--renew-examples", default=False):
        _renew(example, actual)
        return
    shown = shown_json(example.shown) if example.form == "json" else _table(example.shown)
    assert differences(shown, actual) == []


def _renew(example: Example, actual: Any) -> None:
    if example.form == "json":
        text = as_shown(renewed(shown_json(example.shown), actual)) + "\n"
    else:
        stream = io.StringIO()
        rows = renewed(_table(example.shown), actual)
        csv.writer(stream, lineterminator="\n").writerows(
            [row] if row == GAP else row for row in rows
        )
        text = stream.getvalue()
    # Those before it may have grown: it is found again by its number.
    number = [one for one in EXAMPLES if one.file == example.file].index(example)
    place = examples_of(example.file)[number]
    whole = example.file.read_text(encoding="utf-8")
    example.file.write_text(whole[: place.start] + text + whole[place.end :], encoding="utf-8")


def test_every_line_has_its_examples_r8_1() -> None:
    files = sorted(FOLDER.glob("*.md"))
    assert [file.stem[:2] for file in files] == [f"{number:02}" for number in range(1, 14)]
    headings = [file.read_text(encoding="utf-8").splitlines()[0] for file in files]
    assert [heading.removeprefix("# ").split("：")[0] for heading in headings] == list(LINES)
    assert {example.file for example in EXAMPLES} == set(files)


OPERATORS = (
    *("which-division", "translate", "aggregate", "fixed", "within", "nearest", "gaps"),
    *("hotspots", "change", "harmonise", "isochrones"),
)


def test_each_operator_is_shown_at_work_r8_1() -> None:
    calls = "\n".join(example.call for example in EXAMPLES)
    missing = [name for name in OPERATORS if f"/v1/operators/{name}" not in calls]
    assert missing == []
