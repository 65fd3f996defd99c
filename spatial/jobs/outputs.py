"""What a process takes and makes beside plain values: outputs in several forms, and files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Output:
    """What a process makes. media_types: the first one where no other is wished.

    schema: of the JSON, where it can be JSON.
    """

    title: str
    media_types: tuple[str, ...] = (JSON,)
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "object"})
    description: str = ""


@dataclass(frozen=True, slots=True)
class FileInput:
    """An input that is a file: inline in the request (base64, or a text as it is), or its body."""

    title: str
    media_types: tuple[str, ...]
    description: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Made:
    """One output as it was made. content: its bytes, or the file that holds them."""

    media_type: str
    content: bytes | Path

    @classmethod
    def of_json(cls, value: object) -> Made:
        """A value of JSON."""
        return cls(JSON, json.dumps(value, ensure_ascii=False, allow_nan=False).encode())


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question was answered with. answer: the id of an operator's answer, where it is one.

    An output that is not among them is not there: null in a document.
    """

    outputs: Mapping[str, Made]
    answer: str | None = None
