"""The question of `harmonise` as JSON."""

from __future__ import annotations

from datetime import date as Day

from pydantic import BaseModel, ConfigDict, Field

from spatial.business.answering.answer import Knowledge
from spatial.business.harmonise.questions import Question
from spatial.business.harmonise.targets import Policy
from spatial.division_codes import Level
from spatial.temporal import Basis, parse_date, parse_instant


class HarmoniseBody(BaseModel):
    """The question; its members are the parameters of the route."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    indicator: str
    level: Level = Level.COUNTY
    policy: Policy = Policy.FIXED
    date: str | None = None
    first: str | None = Field(default=None, alias="from")
    until: str | None = Field(default=None, alias="to")
    within: str | None = None
    density: str | None = None
    weights: str | None = None
    basis: Basis = Basis.LIST
    known_at: str | None = None

    def question(self) -> Question:
        """What is asked. Raises BadDate."""
        return Question(
            self.indicator,
            self.level,
            self.policy,
            _day(self.date),
            _day(self.first),
            _day(self.until),
            self.within,
            self.density,
            self.weights,
            self.basis,
        )

    def knowledge(self) -> Knowledge:
        """Whose knowledge answers. Raises BadDate."""
        known = None if self.known_at is None else parse_instant(self.known_at)
        return Knowledge(known, known)


def _day(text: str | None) -> Day | None:
    return None if text is None else parse_date(text)
