"""The bases of series by name: on which divisions the values are (R10.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from spatial.business.series.harmonised import common_atoms, fixed
from spatial.business.series.sources import Basis, as_reported
from spatial.errors import BadParameter

BASES: Mapping[str, Basis] = {
    "as_reported": as_reported,
    "fixed": fixed,
    "common_atoms": common_atoms,
}


def basis_of(name: str, on: date | None) -> Basis:
    """The basis of a name.

    Raises BadParameter for one that there is not, and unless `fixed`, and only it, has its day.
    """
    if name not in BASES:
        raise BadParameter(f"there is no basis {name!r}: one of {', '.join(BASES)}")
    if (name == "fixed") != (on is not None):
        raise BadParameter("the basis fixed, and only it, needs on, the day of its divisions")
    return BASES[name]
