"""An answer of an operator, with all that it stands on (R8.1, R8.6).

Every answer has the same frame: the question as it was understood, which divisions (date, scheme,
basis, level, known at), which data (datasets, cut-off of what was known, last day they speak of),
whether it is exact, and its items. Its id names question and knowledge together: asked again by it,
the answer is the same, whatever was corrected since.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from spatial.divisions.footing import Footing, in_utc


@dataclass(frozen=True, slots=True)
class DivisionsOf:
    """Which divisions an answer speaks of. known_at: of the registry."""

    day: date
    scheme: str
    basis: str
    level: str | None
    known_at: datetime

    @classmethod
    def on(cls, footing: Footing, day: date, level: str | None) -> DivisionsOf:
        """Those of a day from a footing."""
        viewpoint = footing.viewpoint
        return cls(day, viewpoint.scheme, str(viewpoint.basis), level, footing.known_at)

    def as_json(self) -> dict[str, Any]:
        """As it stands in answers."""
        return {
            "date": self.day.isoformat(),
            "scheme": self.scheme,
            "basis": self.basis,
            "level": self.level,
            "known_at": in_utc(self.known_at),
        }


@dataclass(frozen=True, slots=True)
class DataOf:
    """Which business data an answer speaks of.

    known_at: the cut-off: what was learned later is not in it. until: last day of which the data
    speak, None where they are empty or have no days.
    """

    datasets: tuple[str, ...]
    known_at: datetime
    until: date | None = None

    def as_json(self) -> dict[str, Any]:
        """As it stands in answers."""
        return {
            "datasets": list(self.datasets),
            "known_at": in_utc(self.known_at),
            "until": None if self.until is None else self.until.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Whose knowledge answers: all by now where None.

    divisions, data: instants of system time, of the registry and of the business data. weights: the
    version of the crosswalk.
    """

    divisions: datetime | None = None
    data: datetime | None = None
    weights: str | None = None


ALL_BY_NOW = Knowledge()
"""All that is known by now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an operator answers.

    question: its parameters as they were understood, in JSON's types; with `divisions.known_at`,
    `data.known_at` and `weights` they decide the answer. exact: False where something is estimated;
    then method says how. weights: version of the crosswalk. suppressed: how many cells are not
    shown. items: the answer itself, in JSON's types. notes: what else a reader has to know, in
    Chinese. perturbation: of counts that are perturbed, by how much; None where they are not.
    """

    operator: str
    question: Mapping[str, Any]
    divisions: DivisionsOf | None
    data: DataOf | None
    items: Sequence[Mapping[str, Any]]
    exact: bool = True
    method: str | None = None
    weights: str | None = None
    suppressed: int = 0
    notes: tuple[str, ...] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    perturbation: Mapping[str, float] | None = None

    @property
    def id(self) -> str:
        """The name of question and knowledge: 32 hexadecimal digits."""
        standing = {
            "operator": self.operator,
            "question": self.question,
            "divisions": None if self.divisions is None else self.divisions.as_json(),
            "data": None if self.data is None else self.data.as_json(),
            "weights": self.weights,
        }
        return hashlib.sha256(_canonical(standing)).hexdigest()[:32]

    @property
    def digest(self) -> str:
        """The SHA-256 of what is answered; equal answers have equal ones."""
        return hashlib.sha256(_canonical(self._result())).hexdigest()

    def as_json(self) -> dict[str, Any]:
        """The whole answer as its route gives it."""
        return {
            "id": self.id,
            "operator": self.operator,
            "question": dict(self.question),
            "divisions": None if self.divisions is None else self.divisions.as_json(),
            "data": None if self.data is None else self.data.as_json(),
            **self._result(),
        }

    def _result(self) -> dict[str, Any]:
        return {
            "exact": self.exact,
            "method": self.method,
            "weights": self.weights,
            "suppressed": self.suppressed,
            **self._perturbed(),
            "notes": list(self.notes),
            "summary": dict(self.summary),
            "items": [dict(item) for item in self.items],
        }

    def _perturbed(self) -> dict[str, Any]:
        """Only where it is so: other answers keep the digest that they had."""
        if self.perturbation is None:
            return {}
        return {"perturbed": True, "perturbation": dict(self.perturbation)}


def _canonical(value: object) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


Again = Callable[[Connection, Mapping[str, Any], Knowledge], Answer]
"""Asks an operator again: its question as `Answer.question` has it, with the knowledge of then."""
