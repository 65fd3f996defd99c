"""How an answer is compared with what an example shows of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from worked_examples import as_shown, differences, examples_of, http_call, renewed, shown_json


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ('{"a": 1}', {"a": 1, "b": 2}),
        ("[1, …, 4]", [1, 2, 3, 4]),
        ("[1, …]", [1]),
        ("[…, 3, …]", [1, 2, 3, 4]),
        ('{"items": [{"code": "1"}, …]}', {"items": [{"code": "1", "n": 5}, {"code": "2"}]}),
        ('{"id": "ab…"}', {"id": "abcdef"}),
        ("[…]", []),
        ("0.3", 0.1 + 0.2),
        ("null", None),
    ],
)
def test_what_is_left_out_may_be_anything(shown: str, actual: object) -> None:
    assert differences(shown_json(shown), actual) == []


@pytest.mark.parametrize(
    ("shown", "actual"),
    [
        ('{"a": 1}', {"b": 1}),
        ('{"a": 1}', {"a": 2}),
        ('{"a": 1}', [1]),
        ("[1, 2]", [1, 2, 3]),
        ("[1, …, 4]", [1, 4, 5]),
        ("[2, …]", [1, 2]),
        ("[1, …, 3]", [1, 2]),
        ("[1]", 1),
        ('"ab…"', "ba"),
        ("1", True),
        ("null", 0),
        ('"…, 1"', 1),
    ],
)
def test_what_is_shown_has_to_be_there(shown: str, actual: object) -> None:
    assert differences(shown_json(shown), actual) != []


def test_renewed_answers_keep_their_shape() -> None:
    shown = shown_json('{"items": [{"n": 0}, …, {"n": 0}], "id": "…"}')
    actual = {"items": [{"n": n, "other": 1} for n in range(9)], "id": "f00", "more": 1}
    again = renewed(shown, actual)
    assert again == {"items": [{"n": 0}, "…", {"n": 8}], "id": "…"}
    assert differences(again, actual) == []
    assert shown_json(as_shown(again)) == again


def test_an_item_is_found_again_by_its_texts() -> None:
    shown = shown_json('{"items": [{"code": "3", "n": 0}, …, {"code": "6", "n": 0}, …]}')
    actual = {"items": [{"code": str(n), "n": 10 * n} for n in range(9)]}
    again = renewed(shown, actual)
    assert again == {"items": [{"code": "3", "n": 30}, "…", {"code": "6", "n": 60}, "…"]}


def test_long_answers_are_broken_over_lines() -> None:
    value = {"items": [{"code": "990102", "name": "虚甲区", "value": n} for n in range(4)]}
    text = as_shown(value)
    assert max(map(len, text.splitlines())) <= 110
    assert shown_json(text) == value


def test_a_call_is_read_over_several_lines() -> None:
    call = http_call('POST /v1/a\n  ?date=2024-01-01\n  &level=county\n\n{"x": 1}\n')
    assert (call.method, call.address) == ("POST", "/v1/a?date=2024-01-01&level=county")
    assert call.body == '{"x": 1}'


def test_a_file_without_an_answer_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "01.md"
    file.write_text("# 一\n\n```http\nGET /v1/a\n```\n\n```json 404\n{}\n```\n", encoding="utf-8")
    (example,) = examples_of(file)
    assert (example.status, example.heading, example.form) == (404, "一", "json")
    file.write_text("# 一\n\n```http\nGET /v1/a\n```\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no answer"):
        examples_of(file)
