"""From where a question looks at the registry: which scheme, which basis of time, known when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import TextClause, text

from spatial.db import read_sql
from spatial.temporal import Basis

_VALID_COLUMNS = {
    Basis.LIST: "valid",
    Basis.ANNOUNCED: "valid_announced",
    Basis.APPROVED: "valid_approved",
}


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Scheme of codes, basis of valid time, and the instant whose knowledge answers.

    known_at: None is all that is known by now; an instant asks what would have been answered then.
    """

    scheme: str = "mca"
    basis: Basis = Basis.LIST
    known_at: datetime | None = None

    @property
    def valid_column(self) -> str:
        """The column of `division` and `division_area` that holds the periods of the basis."""
        return _VALID_COLUMNS[self.basis]

    @property
    def parameters(self) -> dict[str, Any]:
        """The bound values `scheme` and `known_at` of every statement.

        Rows answer where `known @> CAST(:known_at AS timestamptz)`; what is still held for true
        has no upper end, so that infinity lies in it.
        """
        return {"scheme": self.scheme, "known_at": self.known_at or "infinity"}

    def sql(self, package: str, name: str) -> TextClause:
        """The statement of a SQL file.

        `{valid}` and `{on}` stand for the columns of the basis: periods of versions and areas, and
        the day on which an event takes effect.
        """
        return _statement(package, name, self.basis)


@lru_cache(maxsize=256)
def _statement(package: str, name: str, basis: Basis) -> TextClause:
    # Taking a text apart for its parameters takes as long as cutting a tile of a large zoom.
    statement = read_sql(package, name)
    return text(statement.replace("{valid}", _VALID_COLUMNS[basis]).replace("{on}", f"on_{basis}"))


NOW = Viewpoint()
"""The ministry's scheme by its lists, with all that is known by now."""
