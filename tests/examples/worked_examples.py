"""Reads the worked examples of docs/examples: a call, and the answer that is shown below it.

A call is a block `http`, as REST clients read them: the method and the address, whose further
lines begin with `?` or `&`; after an empty line the body. `{id}` in it is the id of the answer of
the example before, in the same file. Or it is a block `python` that leaves what it found in
`answer`; a `connection` is at hand. The next block is the answer: `json` or `csv`, with the status
behind it where it is another than 200 (`json 422`).

What is shown may leave out keys; in a list and in a table `…` stands for any number of items or
lines, and at the end of a text for the rest of it.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BLOCK = re.compile(r"^```(?P<info>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (?P<title>.*)$", re.MULTILINE)
_ELSEWHERE = re.compile(r'"(?:[^"\\]|\\.)*"|…')
GAP = "…"


@dataclass(frozen=True)
class Example:
    """A call and the answer shown below it. start, end: where the shown text stands in the file."""

    file: Path
    heading: str
    language: str
    call: str
    form: str
    status: int
    shown: str
    start: int
    end: int

    @property
    def title(self) -> str:
        """Of which file and heading it is."""
        return f"{self.file.stem}: {self.heading}"

    @property
    def goes_on(self) -> bool:
        """Whether it asks for the answer of the example before."""
        return "{id}" in self.call


@dataclass(frozen=True)
class HttpCall:
    """A request of a block `http`. body: JSON, or None."""

    method: str
    address: str
    body: str | None


def examples_of(file: Path) -> list[Example]:
    """The examples of a file in their order. Raises ValueError where a call has no answer."""
    text = file.read_text(encoding="utf-8")
    headings = [(found.start(), found["title"]) for found in _HEADING.finditer(text)]
    found: list[Example] = []
    call: re.Match[str] | None = None
    for block in _BLOCK.finditer(text):
        language, *status = block["info"].split() or [""]
        if language in ("http", "python"):
            if call is not None:
                raise ValueError(f"{file.name}: no answer stands below {call['text']!r}")
            call = block
        elif language in ("json", "csv") and call is not None:
            heading = [title for at, title in headings if at < call.start()][-1]
            found.append(
                Example(
                    file,
                    heading,
                    call["info"],
                    call["text"],
                    language,
                    int(status[0]) if status else 200,
                    block["text"],
                    block.start("text"),
                    block.end("text"),
                )
            )
            call = None
    if call is not None:
        raise ValueError(f"{file.name}: no answer stands below {call['text']!r}")
    return found


def http_call(text: str) -> HttpCall:
    """The request of a block `http`."""
    head, _, body = text.partition("\n\n")
    first, *further = (line.strip() for line in head.splitlines())
    method, address = first.split(maxsplit=1)
    return HttpCall(method, address + "".join(further), body.strip() or None)


def shown_json(text: str) -> Any:
    """What a block `json` shows; a bare … is an item of its own."""
    return json.loads(_ELSEWHERE.sub(lambda one: f'"{GAP}"' if one[0] == GAP else one[0], text))


def differences(shown: Any, actual: Any, where: str = "$") -> list[str]:
    """Where an answer is other than what is shown of it; empty where it is not."""
    if isinstance(shown, dict):
        if not isinstance(actual, dict):
            return [f"{where}: {actual!r} is no object"]
        missing = [f"{where}.{key} is not there" for key in shown if key not in actual]
        return missing + [
            one
            for key, value in shown.items()
            if key in actual
            for one in differences(value, actual[key], f"{where}.{key}")
        ]
    if isinstance(shown, list):
        return _list_differences(shown, actual, where)
    if isinstance(shown, str) and shown.endswith(GAP):
        return [] if str(actual).startswith(shown[:-1]) else [f"{where}: {actual!r} for {shown!r}"]
    return [] if _same(shown, actual) else [f"{where}: {actual!r} for {shown!r}"]


def _same(shown: Any, actual: Any) -> bool:
    if isinstance(shown, bool) or isinstance(actual, bool):
        return shown is actual
    if isinstance(shown, int | float) and isinstance(actual, int | float):
        # Another release of GEOS or PROJ may turn the last digits.
        return math.isclose(shown, actual, rel_tol=1e-6)
    return bool(shown == actual)


def _list_differences(shown: list[Any], actual: Any, where: str) -> list[str]:
    if not isinstance(actual, list):
        return [f"{where}: {actual!r} is no list"]
    if GAP not in shown:
        if len(shown) != len(actual):
            return [f"{where} has {len(actual)} items, not {len(shown)}"]
        pairs = enumerate(zip(shown, actual, strict=True))
        return [
            one for at, (left, right) in pairs for one in differences(left, right, f"{where}[{at}]")
        ]
    at = 0
    for before, item in zip([None, *shown], shown, strict=False):
        if item == GAP:
            continue
        end = len(actual) if before == GAP else at + 1
        place = (
            next((n for n in range(at, end) if not differences(item, actual[n])), None)
            if (at < len(actual))
            else None
        )
        if place is None:
            nearest = differences(item, actual[at], f"{where}[{at}]") if at < len(actual) else []
            return nearest or [f"{where} has no further item like {item!r}"]
        at = place + 1
    if shown[-1] != GAP and at != len(actual):
        return [f"{where} goes on after {shown[-1]!r}"]
    return []


def renewed(shown: Any, actual: Any) -> Any:
    """What is shown, with the values of an answer: the same keys, as many items around each …."""
    if isinstance(shown, dict) and isinstance(actual, dict):
        return {
            key: renewed(value, actual[key]) for key, value in shown.items() if key in actual
        } or actual
    if isinstance(shown, list) and isinstance(actual, list):
        return _renewed_list(shown, actual)
    if isinstance(shown, str) and shown.endswith(GAP) and str(actual).startswith(shown[:-1]):
        return shown
    return actual


def _renewed_list(shown: list[Any], actual: list[Any]) -> list[Any]:
    if GAP not in shown:
        if not shown:
            return actual
        return [renewed(shown[min(at, len(shown) - 1)], one) for at, one in enumerate(actual)]
    found: list[Any] = []
    at = 0
    for number, item in enumerate(shown):
        if item == GAP:
            found.append(GAP)
            continue
        behind = len(shown) - number - 1
        ends = behind == sum(one != GAP for one in shown[number + 1 :])
        like = next((n for n in range(at, len(actual)) if _alike(item, actual[n])), None)
        place = like if like is not None else len(actual) - 1 - behind if ends and number else at
        if place >= len(actual):
            break
        found.append(renewed(item, actual[place]))
        at = place + 1
    return found


def _alike(shown: Any, actual: Any) -> bool:
    """Whether an item is the one that is shown, by its texts: the numbers may be others now."""
    if not isinstance(shown, dict) or not isinstance(actual, dict):
        return False
    told = {key: value for key, value in shown.items() if isinstance(value, str) and value}
    return bool(told) and all(not differences(text, actual.get(key)) for key, text in told.items())


def as_shown(value: Any, indent: int = 0, width: int = 110) -> str:
    """JSON as the examples write it: short objects on one line, a bare … for what is left out."""
    if value == GAP:
        return GAP
    flat = _on_one_line(value)
    if not isinstance(value, dict | list) or not value or len(flat) + indent <= width:
        return flat
    inside = " " * (indent + 2)
    if isinstance(value, dict):
        parts = [
            f"{json.dumps(key)}: {as_shown(each, indent + 2, width)}" for key, each in value.items()
        ]
        opening, closing = "{", "}"
    else:
        parts = [as_shown(each, indent + 2, width) for each in value]
        opening, closing = "[", "]"
    lines = f",\n{inside}".join(parts)
    return f"{opening}\n{inside}{lines}\n{' ' * indent}{closing}"


def _on_one_line(value: Any) -> str:
    if value == GAP:
        return GAP
    if isinstance(value, dict):
        parts = (f"{json.dumps(key)}: {_on_one_line(each)}" for key, each in value.items())
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_on_one_line(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
