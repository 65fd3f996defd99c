"""Results that took long, stored by question and state: a change of either is another key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.dialects.postgresql import JSON

from spatial.business.operators.dataset import RecordSet
from spatial.db import beside, read_sql

RULES = 2
"""Raised when operators answer otherwise than before: what is stored is then made anew."""

WORTH_KEEPING_S = 0.1
"""Seconds that a result has to take for it to be stored."""

MOST_KEPT = 1_000

_PUT = text(
    "INSERT INTO operator_result (key, parts) VALUES (:key, :parts) ON CONFLICT (key) DO NOTHING"
).bindparams(bindparam("parts", type_=JSON))


def state_of(connection: Connection, dataset: RecordSet, known_at: object) -> list[str]:
    """The state of all that counts of a dataset are made from.

    known_at: the instant whose knowledge of divisions answers, infinity for all by now.
    """
    row = connection.execute(
        text(read_sql("spatial.business.operators", "state_of_records")),
        {"dataset": dataset.id, "known_at": known_at},
    ).one()
    return [*(str(value) for value in row), str(dataset.minimum_cell), str(dataset.fields)]


def key_of(operator: str, question: Mapping[str, Any], *state: object) -> str:
    """The key of a question and a state: 64 hexadecimal digits."""
    said = json.dumps([RULES, operator, question, *state], sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def stored(connection: Connection, key: str) -> Mapping[str, Any] | None:
    """The parts of a result; None where it is not stored."""
    found: Mapping[str, Any] | None = connection.execute(
        text("SELECT parts FROM operator_result WHERE key = :key"), {"key": key}
    ).scalar_one_or_none()
    return found


def worth_keeping(seconds: float) -> bool:
    """Whether a result that took so long is stored."""
    return seconds >= WORTH_KEEPING_S


def store(connection: Connection, key: str, parts: Mapping[str, Any]) -> None:
    """Stores a result beside the transaction of the question, and forgets the oldest ones."""
    with beside(connection.engine).begin() as writing:
        writing.execute(text("SET LOCAL synchronous_commit = off"))
        writing.execute(_PUT, {"key": key, "parts": dict(parts)})
        writing.execute(
            text(
                "DELETE FROM operator_result WHERE made_at < (SELECT made_at FROM operator_result"
                " ORDER BY made_at DESC OFFSET :most LIMIT 1)"
            ),
            {"most": MOST_KEPT},
        )
