"""On which divisions an operator answers: day, level, scheme and basis, with whose knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from spatial.business.answering.answer import DivisionsOf, Knowledge
from spatial.division_codes import Level
from spatial.divisions.footing import Footing, footing_of
from spatial.divisions.viewpoint import NOW, Viewpoint
from spatial.temporal import Basis, parse_date


@dataclass(frozen=True, slots=True)
class Asked:
    """The divisions of a question. scheme: of the codes that the answer tells."""

    day: date
    level: Level
    scheme: str = NOW.scheme
    basis: Basis = Basis.LIST

    def as_json(self) -> dict[str, Any]:
        """As members of a question."""
        return {
            "date": self.day.isoformat(),
            "level": self.level.value,
            "scheme": self.scheme,
            "basis": self.basis.value,
        }

    @classmethod
    def from_json(cls, question: Mapping[str, Any]) -> Asked:
        """From the members of a question that was asked before."""
        return cls(
            parse_date(question["date"]),
            Level(question["level"]),
            question["scheme"],
            Basis(question["basis"]),
        )


@dataclass(frozen=True, slots=True)
class Stand:
    """asked, and the footings of the two schemes: `drawn` is the ministry's, whose units have
    areas and a lineage; `told` is that of the codes in the answer.
    """

    asked: Asked
    drawn: Footing
    told: Footing

    @property
    def divisions(self) -> DivisionsOf:
        """What the answer says of its divisions."""
        return DivisionsOf.on(self.told, self.asked.day, self.asked.level.value)


def stand_on(connection: Connection, asked: Asked, knowledge: Knowledge) -> Stand:
    """On what a question stands.

    Raises BadParameter (a scheme that is not there, a known_at in the future), NotYetKnown and
    BeforeTheRecord.
    """
    drawn = footing_of(connection, Viewpoint(NOW.scheme, asked.basis, knowledge.divisions))
    drawn.require(asked.day)
    told = drawn
    if asked.scheme != NOW.scheme:
        told = footing_of(connection, Viewpoint(asked.scheme, asked.basis, knowledge.divisions))
        told.require(asked.day)
    return Stand(asked, drawn, told)
